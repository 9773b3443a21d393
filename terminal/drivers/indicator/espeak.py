"""A voice: the program espeak-ng as a child process for each sentence. It needs no network and no library of ours.

The sentence goes in by standard input, so nothing in it can be an option. A new sentence kills the one that is being said.
espeak-ng 1.51 ends with status 0 where there is no sound device, so the kernel is asked for one first (`has_sound`).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from shutil import which
from subprocess import DEVNULL, PIPE, Popen

from terminal.drivers.indicator.port import IndicatorError, IndicatorMissing

PROGRAM = "espeak-ng"
VOICES = {"en": "en", "zh-Hans": "cmn", "zh-Hant": "cmn"}
"""BCP 47 to the names of espeak-ng's voices; a shop in Hong Kong gives `yue` (Cantonese) for zh-Hant."""
SOUND = Path("/proc/asound/pcm")
"""Where ALSA lists its devices, one a line, each with `playback` or `capture` or both (proc.rst of the kernel's sound docs)."""


def has_sound(devices: Path = SOUND) -> bool:
    """Whether this machine has a device that can be heard."""
    try:
        return "playback" in devices.read_text()
    except OSError:
        return False


class EspeakVoice:
    """See `port.Voice`."""

    virtual = False

    def __init__(
        self, voices: Mapping[str, str] = VOICES, program: str = PROGRAM, name: str = "voice", sound: Path = SOUND
    ) -> None:
        self.name = name
        self._voices, self._program, self._sound = dict(voices), program, sound
        self._speaking: Popen[bytes] | None = None

    def check(self) -> None:
        """See the port."""
        if which(self._program) is None:
            raise IndicatorMissing(f"{self.name}: {self._program}: No such file or directory")
        if not has_sound(self._sound):
            raise IndicatorMissing(f"{self.name}: there is no sound device")

    def say(self, sentence: str, language: str) -> None:
        """See the port. A sentence before this one that could not be said is raised now, once."""
        status = self._hush()
        if status > 0:
            raise IndicatorError(f"{self.name}: {self._program} ended with status {status}")
        if language not in self._voices:
            raise IndicatorError(f"{self.name}: no voice speaks {language}")
        self.check()
        command = [self._program, "-v", self._voices[language], "--stdin"]
        try:
            self._speaking = Popen(command, stdin=PIPE, stdout=DEVNULL, stderr=DEVNULL, start_new_session=True)
        except OSError as error:
            raise IndicatorMissing(f"{self.name}: {self._program}: {error.strerror}") from error
        self._tell(self._speaking, sentence)

    def close(self) -> None:
        """See the port."""
        self._hush()

    def _tell(self, child: Popen[bytes], sentence: str) -> None:
        """A sentence fits into the pipe, so this does not wait. A child that is gone already shows by its status."""
        assert child.stdin is not None
        with suppress(BrokenPipeError):
            child.stdin.write(sentence.encode())
        with suppress(BrokenPipeError):
            child.stdin.close()

    def _hush(self) -> int:
        """End what is being said; the status it ended with by itself, or 0."""
        child, self._speaking = self._speaking, None
        if child is None:
            return 0
        status = child.poll()
        if status is None:
            child.kill()
            child.wait()
        return status or 0
