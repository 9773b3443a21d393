"""A keypad without a pad: the twin for panel, tests and training. Chosen by configuration only.

Its levers close and open contacts; what they mean is decided by the same scanner as on the real matrix. Time is counted
in looks at the matrix, so a press is complete as soon as the lever returns. Levers may be moved from any thread.
"""

from __future__ import annotations

from collections import deque
from threading import Condition

from terminal.drivers.keypad.port import Key, KeypadMissing
from terminal.drivers.keypad.scan import SCAN_MS, STEADY, Contacts, Scanner, scanned

PRESS_MS = 10 * SCAN_MS
SETTLED_MS = STEADY * SCAN_MS


class VirtualKeypad:
    """Levers: `press`, `hold`, `release`, `bounce`, `unplug`, `plug_in`. Memory: `pressed`, the keys taken, newest last.

    It is open from the start; a press while it is closed is lost, as on a real one, until the next `wait` opens it.
    """

    virtual = True

    def __init__(self, name: str = "virtual keypad", memory: int = 1_000) -> None:
        self.name = name
        self.pressed: deque[Key] = deque(maxlen=memory)
        self._down: Contacts = frozenset()
        self._looks: deque[Contacts] = deque()
        self._changed = Condition()
        self._plugged = True
        self._scanner: Scanner | None = Scanner()
        self._pass(SETTLED_MS)

    # Levers

    def press(self, *keys: Key) -> None:
        """One after the other, each pressed and released."""
        for key in keys:
            self.hold(key, PRESS_MS)
            self.release(key)

    def hold(self, key: Key, ms: int = SETTLED_MS) -> None:
        """Press and do not release; `ms` go by."""
        self._move(self._down | {key}, ms)

    def release(self, key: Key) -> None:
        """Let go of a key that is held."""
        self._move(self._down - {key}, SETTLED_MS)

    def bounce(self, key: Key, ms: int) -> None:
        """The contact closes and opens for so long, in the fastest turns that can be seen, and is then as it was before."""
        before = self._down
        for turn in range(ms // SCAN_MS):
            self._move(before ^ {key} if turn % 2 == 0 else before, SCAN_MS)
        self._move(before, 0)

    def unplug(self) -> None:
        """From now on `wait` raises KeypadMissing."""
        with self._changed:
            self._plugged = False
            self._shut()
            self._changed.notify_all()

    def plug_in(self) -> None:
        """The cable is back."""
        with self._changed:
            self._plugged = True

    # The port

    def wait(self, timeout_ms: int) -> Key | None:
        """See `port.Keypad`."""
        with self._changed:
            if self._scanner is None and self._plugged:
                self._scanner = Scanner()
                self._pass(SETTLED_MS)
            found: list[Key] = []
            self._changed.wait_for(lambda: not self._plugged or self._take(found), timeout_ms / 1_000)
            if not self._plugged:
                raise KeypadMissing(f"{self.name} is unplugged")
            self.pressed.extend(found)
            return found[0] if found else None

    def close(self) -> None:
        """See `port.Keypad`."""
        with self._changed:
            self._shut()

    def _shut(self) -> None:
        self._scanner = None
        self._looks.clear()

    def _move(self, down: Contacts, ms: int) -> None:
        with self._changed:
            self._down = down
            self._pass(ms)
            self._changed.notify_all()

    def _pass(self, ms: int) -> None:
        """Look as often as a real keypad would in this time."""
        if self._scanner is not None:
            self._looks.extend([self._down] * (ms // SCAN_MS))

    def _take(self, found: list[Key]) -> bool:
        """Go through the looks up to the next key, and put it into `found`."""
        while self._looks and self._scanner is not None:
            self._scanner, key = scanned(self._scanner, self._looks.popleft())
            if key is not None:
                found.append(key)
                return True
        return False
