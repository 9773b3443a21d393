"""A million card states: `python -m tests.bench.card_states KIND FOLDER` is one process that holds them in one way.

It answers lines on standard input: `find` (is there a row), `miss` (of cards that are not there) and `lookup` (the row as
a value) with nanoseconds a look-up, `delta` with milliseconds, `memory` with the MB that belong to it alone because of
the states.
"""

from __future__ import annotations

import random
import struct
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from protocol.instants import BusinessDay, business_day
from protocol.limits import OBJECT_BYTES_MAX
from protocol.link.card_states import HASH_BYTES, NO_FLAGS, ROW_BYTES, StateRow, state_row
from protocol.link.snapshot import Delta, SnapshotPart, Stamp, hash_of_whole
from protocol.link.tables import CardState
from terminal.drivers.clock.system import SystemClock
from terminal.states.base import NOTHING
from terminal.states.store import StatesStore

SEED = 7
PART_ROWS = (OBJECT_BYTES_MAX - 4_096) // ROW_BYTES
DELTA_ROWS = 2_000
LOOKED_UP = 50_000
FIRST_VERSION, KEY_VERSION = 1_000, 1
SLOT = struct.Struct("=QQ")
BYTES_A_KIB, BYTES_A_MB = 1_024, 1_000_000


def hashes(count: int, seed: int = SEED) -> list[bytes]:
    """Keyed hashes are evenly spread; these are, too."""
    chance = random.Random(seed)
    return sorted({chance.randbytes(HASH_BYTES) for _ in range(count)})


def rows_of(found: list[bytes], counter: int) -> bytes:
    """The raw rows of these cards."""
    return b"".join(state_row(StateRow(hash8, counter, CardState.OK, NO_FLAGS, bytes(2))) for hash8 in found)


def install(folder: Path, count: int) -> None:
    """Put a whole snapshot into a terminal's folder, part by part, as its line does once a signature is checked."""
    rows = rows_of(hashes(count), 1)
    step = PART_ROWS * ROW_BYTES
    pieces = [rows[start : start + step] for start in range(0, len(rows), step)]
    stamp, store = _stamp(FIRST_VERSION), StatesStore(folder)
    for number, piece in enumerate(pieces):
        store.take_part(SnapshotPart(stamp, hash_of_whole(rows), number, len(pieces), piece))
    store.close()


def delta_for(store: StatesStore) -> Delta:
    """The next delta: as many new cards as cards whose counter has risen."""
    held = store.held
    half = DELTA_ROWS // 2
    changed = sorted({*random.Random(held.version).sample(hashes(half * 20), half), *hashes(half, seed=held.version + SEED)})
    return Delta(_stamp(held.version + 1), held.version, held.hash, rows_of(changed, held.version + 1))


def stored(folder: Path) -> Iterator[bytes]:
    """The hashes in the file in use, in order."""
    (path,) = folder.glob("states-*.rows")
    for found, said in SLOT.iter_unpack(path.read_bytes()[: -SLOT.size]):
        if said != NOTHING:
            yield found.to_bytes(HASH_BYTES)


def sample(folder: Path, chance: random.Random, count: int) -> list[bytes]:
    """Some of the hashes in the file in use, in any order."""
    places = chance.sample(range(count), LOOKED_UP)
    wanted = set(places)
    found = {place: hash8 for place, hash8 in enumerate(stored(folder)) if place in wanted}
    return [found[place] for place in places]


def _stamp(version: int) -> Stamp:
    """Of today: a terminal with old news sells less. Cards that were issued today may be missing."""
    now = SystemClock().now()
    return Stamp(version, now, BusinessDay(business_day(now, 0) - 1), KEY_VERSION)


def own_mb() -> float:
    """Memory of this process that the system cannot take back: what is not backed by a file."""
    for line in Path("/proc/self/smaps_rollup").read_text().splitlines():
        if line.startswith("Anonymous:"):
            return int(line.split()[1]) * BYTES_A_KIB / BYTES_A_MB
    raise OSError("this system does not say whose memory is whose")


def nanoseconds(look: Callable[[bytes], object], asked: list[bytes]) -> float:
    """A look-up's own CPU, in the middle of everything else that a loop does."""
    begin = time.thread_time_ns()
    for hash8 in asked:
        look(hash8)
    return (time.thread_time_ns() - begin) / len(asked)


def main() -> None:
    """Load one way, then answer."""
    kind, folder, count = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    chance = random.Random(SEED + 1)
    there = sample(folder, chance, count)
    elsewhere = [chance.randbytes(HASH_BYTES) for _ in range(LOOKED_UP)]
    before = own_mb()
    find: Callable[[bytes], object]
    lookup: Callable[[bytes], object]
    if kind == "set":
        known = {*stored(folder)}
        find = lookup = known.__contains__
    else:
        store = StatesStore(folder)
        find, lookup = store.states.find, store.states.lookup
    asked = {"find": (find, there), "miss": (find, elsewhere), "lookup": (lookup, there)}
    for line in sys.stdin:
        word = line.strip()
        if word in asked:
            answer = nanoseconds(*asked[word])
        elif word == "delta":
            delta = delta_for(store)
            begin = time.perf_counter()
            store.install_delta(delta)
            answer = 1_000 * (time.perf_counter() - begin)
        else:
            answer = own_mb() - before
        print(answer, flush=True)


if __name__ == "__main__":
    main()
