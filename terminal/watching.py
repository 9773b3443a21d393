"""The two threads at a counter: one polls the card reader, one waits for keys. Each puts what it sees into the inbox."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event as Flag

from terminal.counter.events import CardTapped
from terminal.drivers.card_reader.port import CardReader, CardReaderError
from terminal.drivers.keypad.port import Key, Keypad, KeypadError
from terminal.purse.purse import Purse

POLL_S = 0.1
KEY_WAIT_MS = 500
REOPEN_S = 1.0


def watch_reader(reader: CardReader, purse: Purse, put: Callable[[CardTapped], None], stop: Flag) -> None:
    """Tell of each card that comes."""
    present = False
    while not stop.wait(POLL_S):
        try:
            now = reader.poll() is not None
        except CardReaderError:
            now = False
        if not now:
            purse.has_met = False
        elif not present:
            put(CardTapped())
        present = now


def watch_keypad(keypad: Keypad, put: Callable[[Key], None], stop: Flag) -> None:
    """Tell of each key. A keypad that fails is closed and tried again: its next use opens it."""
    while not stop.is_set():
        try:
            key = keypad.wait(KEY_WAIT_MS)
        except KeypadError:
            keypad.close()
            stop.wait(REOPEN_S)
        else:
            if key:
                put(key)
