"""The counter's face: what people read, see and hear, on whatever devices are there.

What the displays show at each moment is handed to it whole; a notice is for lamp, buzzer and voice. Nothing that a device
does wrong leaves this file: a missing one is left out, and what it should show is shown when it is back.

The lamp: green for what is well, red for what is not, amber while a change is not finished, until that is settled.
"""

from __future__ import annotations

from collections.abc import Callable

from terminal.devices import Device, Health, Supervised
from terminal.drivers.display.port import Display, DisplayError
from terminal.drivers.indicator.port import Beep, IndicatorError, Lamp, Signal, Voice
from terminal.face import Notice
from terminal.sale.effects import Tone
from terminal.sale.screens import Screen

REPAINT_MS = 5_000
"""Displays are painted anew after so long: one that lost its power cannot say so."""

LAMPS = {Tone.PLAIN: Lamp.OFF, Tone.GOOD: Lamp.GREEN, Tone.BAD: Lamp.RED, Tone.HOLD: Lamp.AMBER}
BEEPS = {Tone.GOOD: Beep.GOOD, Tone.BAD: Beep.BAD, Tone.HOLD: Beep.HOLD}
SETTLED = frozenset({"not-charged", "not-credited", "return-cash", "cancelled", "storage-failed"})
"""Other news than good that ends an unfinished change; all good news does."""
OFFICE_DECIDES = "office-decides"
"""Nobody at the counter can settle it any more: the light is for the moment."""


class Painted:
    """One display and what should stand on it."""

    def __init__(self, device: Device, display: Display, now_ms: Callable[[], int]) -> None:
        self.supervised = Supervised(device, (DisplayError,), now_ms)
        self._display, self._now_ms = display, now_ms
        self._wanted: tuple[str, ...] = ()
        self._painted_at: int | None = None

    def want(self, lines: tuple[str, ...]) -> None:
        """From now on these lines; `refresh` sends them."""
        if lines != self._wanted:
            self._wanted, self._painted_at = lines, None

    def refresh(self) -> None:
        """Send what should stand there, unless it was sent lately; nothing to a display that is left alone for now."""
        now = self._now_ms()
        fresh = self._painted_at is not None and now - self._painted_at < REPAINT_MS
        if self.supervised.due and not (fresh and self.supervised.health is Health.WORKS):
            self._painted_at = now
            self.supervised.attempt(lambda: self._display.show(self._wanted))

    def close(self) -> None:
        """Blank it and let go."""
        self.want(())
        self.refresh()
        self._display.close()


class Signalled:
    """Lamp and buzzer, and the light that should shine."""

    def __init__(self, signal: Signal, now_ms: Callable[[], int]) -> None:
        self.supervised = Supervised(Device.SIGNAL, (IndicatorError,), now_ms)
        self._signal, self._wanted = signal, Lamp.OFF

    def light(self, lamp: Lamp) -> None:
        """From now on this light."""
        self._wanted = lamp
        self.supervised.attempt(lambda: self._signal.light(lamp))

    def beep(self, beep: Beep) -> None:
        """A sound; one that cannot be made is not made later."""
        self.supervised.attempt(lambda: self._signal.beep(beep))

    def refresh(self) -> None:
        """Light the lamp again when it is back."""
        if self.supervised.health is not Health.WORKS:
            self.light(self._wanted)

    def close(self) -> None:
        """Dark and quiet."""
        self._signal.close()


class Spoken:
    """The voice."""

    def __init__(self, voice: Voice, now_ms: Callable[[], int]) -> None:
        self.supervised = Supervised(Device.VOICE, (IndicatorError,), now_ms, voice.check)
        self._voice = voice

    def say(self, sentence: str, language: str) -> None:
        """Begin to speak."""
        self.supervised.attempt(lambda: self._voice.say(sentence, language))

    def refresh(self) -> None:
        """A sentence that was not heard is not said later."""

    def close(self) -> None:
        """Quiet."""
        self._voice.close()


class Front:
    """See `CounterFace`. A device that is None is not configured, and nobody misses it."""

    def __init__(
        self,
        now_ms: Callable[[], int],
        operator: Display | None = None,
        member: Display | None = None,
        signal: Signal | None = None,
        voice: Voice | None = None,
    ) -> None:
        self._operator = Painted(Device.OPERATOR_DISPLAY, operator, now_ms) if operator else None
        self._member = Painted(Device.MEMBER_DISPLAY, member, now_ms) if member else None
        self._signal = Signalled(signal, now_ms) if signal else None
        self._voice = Spoken(voice, now_ms) if voice else None
        self._holding = False

    @property
    def supervised(self) -> tuple[Supervised, ...]:
        """Its devices, for supervision."""
        return tuple(one.supervised for one in self._parts())

    def show(self, notice: Notice) -> None:
        """See `CounterFace.show`."""
        kept = self._holding and notice.tone is not Tone.GOOD and notice.code not in SETTLED
        lamp = Lamp.AMBER if kept else LAMPS[notice.tone]
        self._holding = lamp is Lamp.AMBER and notice.code != OFFICE_DECIDES
        if self._signal:
            self._signal.light(lamp)
        if notice.tone in BEEPS:
            self._beep(BEEPS[notice.tone])
        if self._voice and notice.spoken:
            self._voice.say(notice.spoken, notice.language)

    def open_pin_pad(self) -> None:
        """See `Face.open_pin_pad`: the displays say it."""
        self._beep(Beep.KEY)

    def display(self, screen: Screen) -> None:
        """See `CounterFace.display`. What came back, or may have gone dark, shows again what it should."""
        if self._operator:
            self._operator.want(screen.operator)
        if self._member:
            self._member.want(screen.customer)
        for part in self._parts():
            part.refresh()

    def click(self) -> None:
        """See `CounterFace.click`."""
        self._beep(Beep.KEY)

    def close(self) -> None:
        """Dark and quiet."""
        for part in self._parts():
            part.close()

    def _parts(self) -> tuple[Painted | Signalled | Spoken, ...]:
        return tuple(one for one in (self._operator, self._member, self._signal, self._voice) if one)

    def _beep(self, beep: Beep) -> None:
        if self._signal:
            self._signal.beep(beep)
