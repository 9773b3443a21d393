"""What the system under the terminal is like. The facts are read by `disk_of` and its like; the judgements are pure."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from protocol.instants import Instant
from terminal.doctor.finding import Finding, fail, fine, warn
from terminal.drivers.clock.rtc import ClockTrouble, Rtc, health
from terminal.vitals import HWMON, low_voltage

PROBE = "doctor.probe"
PROBE_BYTES = 4_096
PROBES = 5
SLOW_MS, TOO_SLOW_MS = 200, 2_000
"""A sale waits for two syncs."""
MEMORY = ("tmpfs", "ramfs")
MOUNTS, SWAPS = Path("/proc/self/mounts"), Path("/proc/swaps")

CLOCK_WORDS = {
    ClockTrouble.BEHIND: (
        "the clock is before something that has happened already; limits are narrow until it is right",
        "set it (timedatectl set-time), or connect the network and wait for NTP",
    ),
    ClockTrouble.FAR_AHEAD: (
        "the clock is more than 90 days after anything this terminal knows of",
        "compare it with a calendar; if it is right, nothing needs to be done",
    ),
    ClockTrouble.NO_RTC: (
        "there is no real-time clock: after a power cut the time is wrong until NTP is reached",
        "fit one, such as a DS3231, and name it in config.txt: dtoverlay=i2c-rtc,ds3231",
    ),
    ClockTrouble.RTC_SILENT: ("the real-time clock gives no time", "change its battery, then hwclock --systohc"),
    ClockTrouble.RTC_APART: ("the real-time clock and the system's differ by more than five minutes", "hwclock --systohc"),
}


@dataclass(frozen=True, slots=True)
class DiskFacts:
    """What the journal lies on. `sync_ms` is the median of a few written and synced blocks; None: nothing can be written."""

    kind: str
    sync_ms: int | None


def disk_of(folder: Path, monotonic_ms: Callable[[], int], mounts: Path = MOUNTS) -> DiskFacts:
    """Write and sync a block a few times; the block is gone afterwards."""
    path = folder / PROBE
    took: list[int] = []
    try:
        for _ in range(PROBES):
            began = monotonic_ms()
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            try:
                os.write(handle, bytes(PROBE_BYTES))
                os.fsync(handle)
            finally:
                os.close(handle)
            took.append(monotonic_ms() - began)
    except OSError:
        took = []
    finally:
        path.unlink(missing_ok=True)
    return DiskFacts(kind_of(folder, mounts.read_text()), int(median(took)) if took else None)


def kind_of(folder: Path, mounts: str) -> str:
    """The file system that a folder lies on: the longest mount point above it, the last of equals."""
    best, kind = "", ""
    for line in mounts.splitlines():
        point, found = line.split(" ")[1:3]
        point = point.replace("\\040", " ")
        if len(point) >= len(best) and folder.resolve().is_relative_to(point):
            best, kind = point, found
    return kind


def judge_disk(facts: DiskFacts) -> Finding:
    """Whether what is promised to be on disk is there after a power cut."""
    if facts.sync_ms is None:
        return fail("storage", "nothing can be written", "look for a full or write-protected card: df, dmesg")
    if facts.kind in MEMORY:
        return fail(
            "storage", f"the terminal's folder is in memory ({facts.kind}): a power cut loses every sale", "mount a disk there"
        )
    if facts.kind == "overlay":
        return warn(
            "storage", "the terminal's folder is on an overlay: it may be in memory", "mount a partition of its own there"
        )
    said = f"{facts.kind}, a synced block takes {facts.sync_ms} ms"
    if facts.sync_ms >= TOO_SLOW_MS:
        return fail("storage", said, "change the card: it is worn out or not made for this")
    if facts.sync_ms >= SLOW_MS:
        return warn("storage", f"{said}; each sale waits for two", "change the card soon")
    return fine("storage", said)


def judge_clock(now: Instant, rtc: Rtc | None, latest: Instant, server_time: Instant) -> Iterator[Finding]:
    """Whether the time can be believed, now and after a power cut."""
    troubles = health(now, rtc, latest, server_time)
    for trouble in troubles:
        yield warn("time", *CLOCK_WORDS[trouble])
    if not troubles:
        yield fine("time", "the clock agrees with the real-time clock, the journal and head office")


def judge_path(device: str, path: Path) -> Finding:
    """Whether this user may use a device's file."""
    try:
        group = path.group() if path.exists() else ""
    except KeyError:
        group = "its owner's"
    if not group:
        return warn("rights", f"{device}: there is no {path}", "plug the device in, or correct the configuration")
    if not os.access(path, os.R_OK | os.W_OK):
        return warn("rights", f"{device}: no right to use {path}", f"put this user into the group {group}, then start anew")
    return fine("rights", f"{device}: may use {path}")


def judge_memory(swaps: str) -> Finding:
    """Keys are in memory, and what is swapped out is on the card for ever."""
    if len(swaps.splitlines()) > 1:
        return warn("memory", "the system swaps, so keys may reach the card", "swapoff -a, and remove dphys-swapfile")
    return fine("memory", "nothing is swapped out to the card")


def judge_supply(folder: Path = HWMON) -> Iterator[Finding]:
    """What a Pi says of its supply: a weak one corrupts cards. Nothing is said where there is no such sensor."""
    match low_voltage(folder):
        case True:
            yield warn("supply", "the voltage has been too low", "use the maker's power supply and a short cable")
        case False:
            yield fine("supply", "the voltage is sufficient")


def judge_system(swaps: Path = SWAPS, hwmon: Path = HWMON) -> Iterable[Finding]:
    """Memory and supply."""
    yield judge_memory(swaps.read_text())
    yield from judge_supply(hwmon)
