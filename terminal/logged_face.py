"""A face whose notices are logged too: by code and tone, and never with the sentence, a balance or a card."""

from __future__ import annotations

from terminal.face import Face, Notice
from terminal.log import Event, Log, Value

FACTS = ("reference", "amount", "count")


def log_notice(log: Log, notice: Notice) -> None:
    """Log what is shown."""
    known: dict[str, Value] = {name: value for name, value in notice.facts if name in FACTS}
    log(Event.SHOWN, code=notice.code, tone=notice.tone.value, **known)


class LoggedFace:
    """See `Face`."""

    def __init__(self, face: Face, log: Log) -> None:
        self._face, self._log = face, log

    def show(self, notice: Notice) -> None:
        """Show and log."""
        log_notice(self._log, notice)
        self._face.show(notice)

    def open_pin_pad(self) -> None:
        """Nothing of a PIN is logged, not even that one is asked for."""
        self._face.open_pin_pad()
