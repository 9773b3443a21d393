"""If these failed, nobody could try what happens when a case is opened."""

from __future__ import annotations

import pytest

from terminal.drivers.tamper.port import TamperError
from terminal.drivers.tamper.virtual import VirtualTamperSwitch


def test_the_switch_tells_how_the_case_stands_while_it_is_plugged_in() -> None:
    switch = VirtualTamperSwitch()
    assert not switch.is_open()
    switch.open()
    assert switch.is_open()
    switch.unplug()
    with pytest.raises(TamperError):
        switch.is_open()
    switch.plug_in()
    switch.shut()
    switch.close()
    assert not switch.is_open()
