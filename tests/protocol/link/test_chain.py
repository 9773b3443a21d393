"""The chain: an entry that is changed, moved or left out changes every head after it."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.link import chain

BLOBS = st.lists(st.binary(max_size=20), max_size=6)


def test_the_first_head_is_the_hash_of_nothing_the_sequence_and_the_entry() -> None:
    assert chain.link(chain.GENESIS, 1, b"entry") == sha256(bytes(32) + b"\x00\x00\x00\x01entry").digest()


@settings(max_examples=50, deadline=None)
@given(BLOBS, BLOBS)
def test_a_run_may_be_cut_anywhere(before: list[bytes], after: list[bytes]) -> None:
    middle = chain.run(chain.GENESIS, 1, before)
    assert chain.run(middle, 1 + len(before), after) == chain.run(chain.GENESIS, 1, before + after)


def test_order_and_place_count() -> None:
    assert chain.run(chain.GENESIS, 1, [b"a", b"b"]) != chain.run(chain.GENESIS, 1, [b"b", b"a"])
    assert chain.link(chain.GENESIS, 1, b"a") != chain.link(chain.GENESIS, 2, b"a")
