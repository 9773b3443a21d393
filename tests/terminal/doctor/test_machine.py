"""If these failed, support would be sent away from a machine that loses sales, or to one that is sound."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from protocol.instants import MS_PER_DAY, MS_PER_MINUTE, Instant
from terminal.doctor.finding import Finding, Level, as_json, as_text, fail, fine, warn, worst
from terminal.doctor.machine import (
    DiskFacts,
    disk_of,
    judge_clock,
    judge_disk,
    judge_memory,
    judge_path,
    judge_supply,
    kind_of,
)
from terminal.drivers.clock.rtc import Rtc
from terminal.drivers.clock.virtual import VirtualClock

NOW = Instant(1_795_413_600_000)
GOOD_RTC = Rtc(NOW)
MOUNTS = """\
/dev/vda / ext4 rw 0 0
tmpfs /run tmpfs rw 0 0
/dev/vdb /var/lib/my\\040shop ext4 rw 0 0
tmpfs /var/lib/my\\040shop xfs rw 0 0
"""


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        (DiskFacts("ext4", 4), Level.OK),
        (DiskFacts("ext4", 200), Level.WARN),
        (DiskFacts("ext4", 2_000), Level.FAIL),
        (DiskFacts("overlay", 4), Level.WARN),
        (DiskFacts("tmpfs", 0), Level.FAIL),
        (DiskFacts("ext4", None), Level.FAIL),
    ],
)
def test_storage_is_judged_by_what_a_power_cut_would_leave(facts: DiskFacts, level: Level) -> None:
    found = judge_disk(facts)
    assert (found.level, bool(found.step)) == (level, level is not Level.OK)


def test_the_probe_of_the_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    facts = disk_of(tmp_path, VirtualClock().monotonic_ms)
    assert facts.sync_ms == 0
    assert facts.kind
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_takes_nothing_is_told_and_not_guessed(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "doctor.probe").symlink_to(tmp_path / "elsewhere")
    assert disk_of(tmp_path / "folder", VirtualClock().monotonic_ms).sync_ms is None
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    ("folder", "kind"), [("/home/x", "ext4"), ("/run/x", "tmpfs"), ("/runner", "ext4"), ("/var/lib/my shop/y", "xfs")]
)
def test_the_file_system_is_that_of_the_longest_mount_point_and_the_last_of_equals(folder: str, kind: str) -> None:
    assert kind_of(Path(folder), MOUNTS) == kind


def level_and_words(now: Instant, rtc: Rtc | None, entry: Instant, server: Instant) -> list[tuple[Level, str]]:
    return [(one.level, one.text) for one in judge_clock(now, rtc, entry, server)]


def test_a_clock_that_agrees_with_everything_is_fine() -> None:
    assert [level for level, _ in level_and_words(NOW, GOOD_RTC, NOW, NOW)] == [Level.OK]


@pytest.mark.parametrize(
    ("rtc", "entry", "server", "word"),
    [
        (None, NOW, NOW, "no real-time clock"),
        (Rtc(None), NOW, NOW, "gives no time"),
        (Rtc(Instant(0)), NOW, NOW, "differ"),
        (GOOD_RTC, Instant(NOW + 6 * MS_PER_MINUTE), Instant(0), "before something"),
        (GOOD_RTC, NOW, Instant(NOW + 6 * MS_PER_MINUTE), "before something"),
        (GOOD_RTC, Instant(NOW - 91 * MS_PER_DAY), Instant(0), "90 days"),
    ],
)
def test_each_trouble_of_a_clock_is_a_warning_with_its_own_words(
    rtc: Rtc | None, entry: Instant, server: Instant, word: str
) -> None:
    ((level, text),) = level_and_words(NOW, rtc, entry, server)
    assert level is Level.WARN
    assert word in text


def test_a_device_file_is_named_with_the_group_that_may_use_it(tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    assert "there is no" in judge_path("printer", device).text
    device.touch()
    assert judge_path("printer", device).level is Level.OK


@pytest.mark.skipif(os.geteuid() == 0, reason="root may use everything")
def test_a_device_file_without_the_right_to_it_is_told(tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    device.touch(mode=0o000)
    assert "group" in judge_path("printer", device).step


@pytest.mark.parametrize(("swaps", "level"), [("Filename Type\n", Level.OK), ("Filename Type\n/var/swap file\n", Level.WARN)])
def test_a_swap_file_is_told_because_of_the_keys(swaps: str, level: Level) -> None:
    assert judge_memory(swaps).level is level


@pytest.mark.parametrize(("alarm", "levels"), [("0\n", [Level.OK]), ("1\n", [Level.WARN]), (None, [Level.OK])])
def test_a_weak_supply_is_told_where_there_is_a_sensor(tmp_path: Path, alarm: str | None, levels: list[Level]) -> None:
    assert list(judge_supply(tmp_path)) == []
    for number, name in enumerate(("cpu_thermal", "rpi_volt")):
        folder = tmp_path / f"hwmon{number}"
        folder.mkdir()
        (folder / "name").write_text(f"{name}\n")
        if alarm is not None:
            (folder / "in0_lcrit_alarm").write_text(alarm)
    assert [one.level for one in judge_supply(tmp_path)] == levels


def test_the_report_says_each_finding_once_and_the_next_step_under_it() -> None:
    findings: list[Finding] = [fine("journal", "3 entries"), warn("time", "no clock", "fit one"), fail("keys", "gone", "enrol")]
    assert as_text(findings).splitlines() == [
        "OK    journal       3 entries",
        "WARN  time          no clock",
        "                    → fit one",
        "FAIL  keys          gone",
        "                    → enrol",
    ]
    assert '"level": "FAIL"' in as_json(findings)
    assert (worst(findings), worst(findings[:2]), worst([])) == (Level.FAIL, Level.WARN, Level.OK)
