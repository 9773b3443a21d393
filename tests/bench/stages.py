"""Where the time goes: the same large batches in this process, without HTTP, stage by stage, in microseconds a transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from protocol.link.packet import unpack
from protocol.link.seal import Purpose, open_sealed
from server.settlement.intake import hear, settle
from tests.bench.books import in_process
from tests.bench.rounds import Values
from tests.bench.scale import LARGE_BATCH, LARGE_CLIENTS
from tests.server.head_office import ENVIRONMENT, device_key

UNITS = {
    "verify_us": "where the time goes: signature, microseconds a transaction",
    "read_us": "where the time goes: chain, decoding and judging by itself, microseconds a transaction",
    "settle_us": "where the time goes: one batch stored, booked and committed, microseconds a transaction",
    "settle_many_us": "where the time goes: eight batches together in one transaction, microseconds a transaction",
}


def stages(url: str, terminals: list[tuple[int, list[bytes]]]) -> Values:
    """Settle a batch of each terminal: half of them alone, half in eights. The first warms up and counts in nothing."""
    spent = dict.fromkeys(UNITS, 0.0)
    batches = [(number, packets[0]) for number, packets in terminals]
    alone, together = batches[1 : len(batches) // 2], batches[len(batches) // 2 :]

    with in_process(url) as head_office:
        office = head_office.office
        settle([hear(batches[0][1], office)], office)
        for number, packet in alone:
            key = device_key(number).public
            (sealed,) = unpack(packet)
            with timed(spent, "verify_us"):
                open_sealed(sealed, Purpose.BATCH, ENVIRONMENT, key)
            with timed(spent, "read_us"):
                heard = hear(packet, office)
            with timed(spent, "settle_us"):
                settle([heard], office)
        for start in range(0, len(together), LARGE_CLIENTS):
            group = [hear(packet, office) for _, packet in together[start : start + LARGE_CLIENTS]]
            with timed(spent, "settle_many_us"):
                settle(group, office)
    counts = {name: LARGE_BATCH * len(alone) for name in UNITS} | {"settle_many_us": LARGE_BATCH * len(together)}
    values = {name: spent[name] / counts[name] for name in UNITS}
    values["read_us"] -= values["verify_us"]
    return values


@contextmanager
def timed(spent: dict[str, float], name: str) -> Iterator[None]:
    """Add what the block took."""
    begin = perf_counter()
    yield
    spent[name] += 1_000_000 * (perf_counter() - begin)
