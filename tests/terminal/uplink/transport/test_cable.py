"""If these failed, the outage that a person tries on the panel would not be one, or would never end."""

from __future__ import annotations

import pytest

from terminal.uplink.transport.cable import Cable
from terminal.uplink.transport.port import Unreachable
from terminal.uplink.transport.virtual import VirtualTransport


def test_an_unplugged_cable_carries_nothing_until_it_is_plugged_in_again() -> None:
    seen: list[bytes] = []

    def office(message: bytes) -> bytes:
        seen.append(message)
        return message.upper()

    cable = Cable(VirtualTransport(office))
    assert cable.exchange(b"a") == b"A"
    cable.plugged = False
    with pytest.raises(Unreachable):
        cable.exchange(b"b")
    cable.plugged = True
    assert cable.exchange(b"c") == b"C"
    assert seen == [b"a", b"c"]
