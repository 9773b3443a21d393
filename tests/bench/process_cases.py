"""The terminal as a process: its syncs counted from outside, its memory, and how long it takes to be ready.

A whole installation made by the commands a person would type; the terminal is its real entry point on virtual devices.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from protocol.link.seal import COST_FLOOR
from provisioning.chain.example import PIN
from provisioning.demo import SHOP, TILL
from provisioning.driven import DrivenTerminal
from provisioning.stage import DESK_ROLES, Stage
from terminal.keystore import KeystoreProblem, read_secrets, write_secrets
from tests.bench.card_states import install
from tests.bench.office import rss_mb
from tests.bench.rounds import Values
from tests.bench.scale import Scale
from tests.bench.work import Work

DESK = 3
FIRST_CARD = 1001
TEA = "101"
SALES = 10
LONG_S = 3_600
"""No batch is closed while sales are counted."""
ROUNDS_MOST = 8
"""A card for each round, so that no limit of the day asks for the PIN."""
STRACE = ("strace", "-f", "-qq", "-e", "trace=fsync,fdatasync,sync,syncfs,msync,sync_file_range", "-o")
UNITS = {
    "pass_ms": "`python -c pass`, ms",
    "ready_ms": "terminal's entry point to ready, password as cheap as the keystore allows, ms",
    "ready_full_ms": "terminal's entry point to ready, with the password's full work (Argon2id, 64 MiB), ms",
}


@contextmanager
def measuring(scale: Scale, work: Work) -> Iterator[Callable[[], Values]]:
    """A round: starts in turn with `python -c pass`, then some sales with every sync counted."""
    work.note("cold start: the password's Argon2id is deliberate work and is set to its floor; beside it stands the full one")
    as_installed(work.folder)
    work.say("setting up a shop")
    stage = Stage(work.folder / "shop")
    set_up(stage)
    slow = secrets_of(stage).read_bytes()
    work.say(f"installing {scale.states:,} card states")
    install(secrets_of(stage).parent, scale.states)
    make_cheap(stage)
    cheap = secrets_of(stage).read_bytes()
    if shutil.which("strace") is None:
        work.note("syncs a sale: strace is not installed, so the journal's own count stands for the kernel's")

    cards = iter(range(FIRST_CARD, FIRST_CARD + ROUNDS_MOST))

    def one_round() -> Values:
        passes, ready, full = [], [], []
        for _ in range(scale.starts):
            passes.append(pass_ms())
            secrets_of(stage).write_bytes(cheap)
            ready.append(ready_ms(stage))
            secrets_of(stage).write_bytes(slow)
            full.append(ready_ms(stage))
        secrets_of(stage).write_bytes(cheap)
        syncs, rss = sell(stage, stage.card(next(cards)), work.folder)
        return {
            "cold_start_ratio": median(ready) / median(passes),
            "pass_ms": median(passes),
            "ready_ms": median(ready),
            "ready_full_ms": median(full),
            "syncs_per_sale": syncs,
            "terminal_rss_mb": rss,
        }

    yield one_round


def as_installed(folder: Path) -> None:
    """Let every process find compiled modules, as an installation does, whatever this environment says."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")


def set_up(stage: Stage) -> None:
    """The example shop, one terminal that has its tables, loaded cards; then head office is gone."""
    stage.build(SHOP)
    stage.serve()
    try:
        stage.add_terminal(DESK, DESK_ROLES)
        stage.add_terminal(TILL, batch_seconds=LONG_S)
        stage.make_cards(DESK, f"{FIRST_CARD}-{FIRST_CARD + ROUNDS_MOST - 1}", 1, "mifare", "50.00", PIN)
        stage.publish()
        terminal = stage.start_terminal(TILL)
        terminal.ask("send", "sent")
        terminal.close()
    finally:
        stage.stop()


def secrets_of(stage: Stage) -> Path:
    """The terminal's locked file."""
    return stage.folder / f"terminal-{TILL}" / "secrets"


def make_cheap(stage: Stage) -> None:
    """Lock the terminal's secrets anew with the least work that the keystore takes."""
    folder, password = secrets_of(stage).parent, (stage.folder / "terminal.password").read_text()
    secrets = read_secrets(folder, password)
    assert not isinstance(secrets, KeystoreProblem)
    write_secrets(folder, secrets, password, cost=COST_FLOOR)


def pass_ms() -> float:
    """The interpreter alone."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return 1_000 * (time.perf_counter() - begin)


def ready_ms(stage: Stage) -> float:
    """From the entry point to the line that says ready."""
    begin = time.perf_counter()
    terminal = stage.start_terminal(TILL)
    took = 1_000 * (time.perf_counter() - begin)
    terminal.close()
    return took


def sell(stage: Stage, card: Path, folder: Path) -> tuple[float, float]:
    """Some sales on one process: syncs that the kernel was asked for a sale, and the memory at the end."""
    trace = folder / "trace"
    command = stage.terminal_command(TILL, "run", "--json")
    traced = shutil.which("strace") is not None
    terminal = DrivenTerminal([*STRACE, str(trace), *command] if traced else command, folder / "terminal.log")
    pay(terminal, card)
    entries = count(terminal)
    before = syncs(trace) if traced else 0
    for _ in range(SALES):
        pay(terminal, card)
    asked = syncs(trace) - before if traced else count(terminal) - entries
    process = terminal.process.pid
    if traced:
        process = int(Path(f"/proc/{process}/task/{process}/children").read_text().split()[0])
    memory = rss_mb(process)
    terminal.close()
    return asked / SALES, memory


def pay(terminal: DrivenTerminal, card: Path) -> None:
    """One tea."""
    terminal.say(TEA)
    terminal.tap(card)
    notice = terminal.finish_with_card("card", PIN)
    if notice["code"] != "paid":
        raise AssertionError(f"a sale ended in {notice}")
    terminal.say("pull")


def count(terminal: DrivenTerminal) -> int:
    """Entries in the journal: each is synced by itself in an ordinary sale. Also waits until the terminal is idle."""
    return int(terminal.ask("status", "status")["entries"])


def syncs(trace: Path) -> int:
    """How many system calls waited for the disk so far; one that was cut in two lines counts once."""
    return len(re.findall(r"^\d+\s+\w+\(", trace.read_text(), re.M))
