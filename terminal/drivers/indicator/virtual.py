"""A lamp, a buzzer and a voice that remember: the twins for panel, tests and training. Chosen by configuration only."""

from __future__ import annotations

from collections.abc import Callable

from terminal.drivers.indicator.port import Beep, IndicatorMissing, Lamp


class VirtualSignal:
    """Levers: `unplug`, `plug_in`. Memory: `lamp`, and `beeps`, the newest last, at most `memory` of them.

    `watcher` is told of each beep, as the panel is.
    """

    virtual = True

    def __init__(self, name: str = "virtual lamp and buzzer", memory: int = 1_000) -> None:
        self.name = name
        self.lamp = Lamp.OFF
        self.beeps: list[Beep] = []
        self.watcher: Callable[[Beep], None] = lambda beep: None
        self._memory, self._plugged = memory, True

    def light(self, lamp: Lamp) -> None:
        """See `port.Signal`."""
        self._check()
        self.lamp = lamp

    def beep(self, beep: Beep) -> None:
        """See `port.Signal`."""
        self._check()
        self.beeps.append(beep)
        del self.beeps[: -self._memory]
        self.watcher(beep)

    def close(self) -> None:
        """See `port.Signal`."""
        self.lamp = Lamp.OFF

    def unplug(self) -> None:
        """Dark; from now on every use raises IndicatorMissing."""
        self._plugged, self.lamp = False, Lamp.OFF

    def plug_in(self) -> None:
        """The cable is back; what shone before does not come back by itself."""
        self._plugged = True

    def _check(self) -> None:
        if not self._plugged:
            raise IndicatorMissing(f"{self.name} is unplugged")


class VirtualVoice:
    """Levers: `unplug`, `plug_in`. Memory: `spoken`, sentences with their language, the newest last, at most `memory` of them.

    `watcher` is told of each sentence and its language, as the panel is.
    """

    virtual = True

    def __init__(self, name: str = "virtual voice", memory: int = 1_000) -> None:
        self.name = name
        self.spoken: list[tuple[str, str]] = []
        self.watcher: Callable[[str, str], None] = lambda sentence, language: None
        self._memory, self._plugged = memory, True

    def check(self) -> None:
        """See `port.Voice`."""
        if not self._plugged:
            raise IndicatorMissing(f"{self.name} is unplugged")

    def say(self, sentence: str, language: str) -> None:
        """See `port.Voice`."""
        self.check()
        self.spoken.append((sentence, language))
        del self.spoken[: -self._memory]
        self.watcher(sentence, language)

    def close(self) -> None:
        """See `port.Voice`."""

    def unplug(self) -> None:
        """From now on every use raises IndicatorMissing."""
        self._plugged = False

    def plug_in(self) -> None:
        """It speaks again."""
        self._plugged = True
