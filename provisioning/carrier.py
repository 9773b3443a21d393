"""Someone who carries packets to head office as carelessly as the protocol allows: late, shuffled, and some of them twice.

The path is not trusted and not relevant (INTEGRITY P19): every object is posted alone, in any order.
"""

from __future__ import annotations

from pathlib import Path
from random import Random  # noqa: TID251 - the caller's seeded source of chance
from urllib.request import Request, urlopen

from protocol.link.packet import pack, unpack
from protocol.link.seal import Purpose, peek

TWICE = 0.2
TIMEOUT_S = 60


def carry(stick: Path, url: str, chance: Random) -> None:
    """Post every batch of a stick in shuffled order and write the answers back beside the packets."""
    for up in sorted(stick.glob("*.up")):
        objects = unpack(up.read_bytes())
        batches = [one for one in objects if peek(one).purpose is Purpose.BATCH]
        papers = [one for one in objects if peek(one).purpose is Purpose.CERTIFICATE]
        batches += [one for one in batches if chance.random() < TWICE]
        chance.shuffle(batches)
        answers = [answer for batch in batches for answer in unpack(post(url, pack([*papers, batch])))]
        up.with_suffix(".down").write_bytes(pack(dict.fromkeys(answers)))


def post(url: str, packet: bytes) -> bytes:
    """One packet there, one packet back."""
    with urlopen(Request(url, packet, {"Content-Type": "application/octet-stream"}), timeout=TIMEOUT_S) as answer:
        return bytes(answer.read())
