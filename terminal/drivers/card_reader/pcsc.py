"""A real card reader behind pcscd. The only importer of pyscard.

It uses pyscard's plain functions (`SCardConnect` and so on), which return codes and raise nothing: the monitors and
connection objects of pyscard's upper layer die with pcscd and stay dead. Here a broken service costs one
`ServiceMissing`: every handle is dropped and the next call makes new ones. There is no thread and no retry.

`SCardTransmit` has no time limit: a reader that hangs, hangs its caller. Whoever calls it watches it.

pyscard is compiled on the machine, so it is imported when a real reader is first chosen: a terminal on virtual
devices does without it.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from terminal.drivers.card_reader.port import (
    CardGone,
    CardReaderError,
    NoCard,
    ReaderBusy,
    ReaderMissing,
    ServiceMissing,
)

SLE4442_ATR: Final = bytes.fromhex("a2131091")
"""Part of the ATR of every SLE4442, whatever the reader adds. Such a card speaks T=0 only."""

_NO_SERVICE: Final = frozenset(
    {
        0x80100003,  # invalid handle: the context is of a service that died
        0x80100013,  # communication error
        0x8010001D,  # no service
        0x8010001E,  # service stopped
        0x8010006A,  # refused by polkit
    }
)
_NO_READER: Final = frozenset({0x80100009, 0x80100017, 0x8010002E})
_NO_CARD: Final = frozenset({0x8010000C, 0x80100066, 0x80100067, 0x80100068, 0x80100069})
_BUSY: Final = 0x8010000B


@cache
def _scard() -> Any:
    """pyscard's plain functions. Raises ServiceMissing where it is not installed."""
    try:
        from smartcard import scard
    except ModuleNotFoundError:
        raise ServiceMissing("real card readers need pyscard, which is not installed: pip install tallycard[terminal]") from None
    return scard


def error_for(step: str, code: int) -> CardReaderError:
    """Our error for a code of pcsc-lite that a step returned."""
    text = f"{step}: {code:08X}"
    if code in _NO_SERVICE:
        return ServiceMissing(text)
    if code in _NO_READER:
        return ReaderMissing(text)
    if code in _NO_CARD:
        return NoCard(text)
    return ReaderBusy(text) if code == _BUSY else CardReaderError(text)


def _call(step: str, *arguments: object) -> tuple[Any, ...]:
    """Call a function of pyscard by name and return what follows the code. Raises CardReaderError."""
    returned = getattr(_scard(), step)(*arguments)
    code, *rest = returned if isinstance(returned, list | tuple) else [returned]
    if code:
        raise error_for(step, int(code) & 0xFFFFFFFF)
    return tuple(rest)


def _list(context: int) -> list[str]:
    try:
        (names,) = _call("SCardListReaders", context, [])
    except ReaderMissing:
        return []
    return [str(name) for name in names]


def _establish() -> int:
    (context,) = _call("SCardEstablishContext", _scard().SCARD_SCOPE_USER)
    return int(context)


def readers() -> list[str]:
    """The names of all readers. Raises ServiceMissing."""
    context = _establish()
    try:
        return _list(context)
    finally:
        _scard().SCardReleaseContext(context)


def _card_state(context: int, name: str) -> tuple[bytes | None, int]:
    """The ATR of the card that is present, and how many insertions and removals pcscd has counted."""
    (states,) = _call("SCardGetStatusChange", context, 0, [(name, _scard().SCARD_STATE_UNAWARE)])
    _, state, atr = states[0]
    return (bytes(atr) or None if state & _scard().SCARD_STATE_PRESENT else None), state >> 16


def _nudge(context: int, name: str) -> None:
    """Make pcscd look again; whether it finds a card is seen afterwards.

    When a power-up fails because the card flickers, pcscd (1.9.9) marks the slot as empty at once. If the card is
    back before its slower watch noticed a removal, the watch sees no change and the slot stays "empty" for as long
    as the card lies there. Then the state is empty although the count of removals has not moved. (Never nudge an
    empty slot without that sign: a card found by a nudge and gone before the watch saw it would stay "present".)
    """
    code, card, _ = _scard().SCardConnect(context, name, _scard().SCARD_SHARE_DIRECT, _scard().SCARD_PROTOCOL_ANY)
    if not code:
        _scard().SCardDisconnect(card, _scard().SCARD_RESET_CARD)


class PcscReader:
    """The first reader whose name contains `name_part`. It touches nothing before the first call.

    The connection is exclusive: no other program sees the card while the till talks to it.
    Raises ServiceMissing at once where pyscard is not installed.
    """

    virtual: Final = False

    def __init__(self, name_part: str) -> None:
        _scard()
        self._part = name_part
        self._found: str | None = None
        self._context: int | None = None
        self._card_events: int | None = None
        """pcscd's count of insertions and removals when a card was last seen."""
        self._connection: PcscConnection | None = None

    @property
    def name(self) -> str:
        """The full name once the reader was seen, before that the part that was asked for."""
        return self._found or self._part

    def poll(self) -> bytes | None:
        """See `port.CardReader.poll`."""
        try:
            _, _, atr = self._look()
        except ServiceMissing:
            self._service_died()
            raise
        return atr

    def connect(self) -> PcscConnection:
        """See `port.CardReader.connect`."""
        self._end_connection()
        try:
            context, name, atr = self._look()
            if atr is None:
                raise NoCard
            both = _scard().SCARD_PROTOCOL_T0 | _scard().SCARD_PROTOCOL_T1
            protocol = _scard().SCARD_PROTOCOL_T0 if SLE4442_ATR in atr else both
            card, active = _call("SCardConnect", context, name, _scard().SCARD_SHARE_EXCLUSIVE, protocol)
            self._connection = PcscConnection(name, int(card), protocol, int(active))
            self._connection.start()
        except ServiceMissing:
            self._service_died()
            raise
        return self._connection

    def close(self) -> None:
        """See `port.CardReader.close`."""
        self._end_connection()
        if self._context is not None:
            _scard().SCardReleaseContext(self._context)
            self._context = None

    def _look(self) -> tuple[int, str, bytes | None]:
        """Context, full name, and the ATR of the card that is present."""
        if self._context is None:
            self._context = _establish()
        name = next((name for name in _list(self._context) if self._part in name), None)
        if name is None:
            self._found = None
            raise ReaderMissing(f"no reader is called {self._part}")
        self._found = name
        atr, events = _card_state(self._context, name)
        if atr is None and events == self._card_events:
            _nudge(self._context, name)
            atr, events = _card_state(self._context, name)
        if atr is not None:
            self._card_events = events
        return self._context, name, atr

    def _end_connection(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _service_died(self) -> None:
        """Forget every handle, and the count, which a new service starts anew."""
        self.close()
        self._card_events = None


class PcscConnection:
    """See `port.CardConnection`."""

    def __init__(self, reader: str, card: int, protocols: int, active: int) -> None:
        self.reader = reader
        self.atr = b""
        self._card: int | None = card
        self._protocols = protocols
        self._active = active

    def start(self) -> None:
        """Read the ATR of the card that was really connected. Raises CardReaderError."""
        _, _, _, atr = _call("SCardStatus", self._card)
        self.atr = bytes(atr)

    def transmit(self, apdu: bytes) -> bytes:
        """See the port. Every failure means the same: what the card did is unknown."""
        pci = _scard().SCARD_PCI_T1 if self._active == _scard().SCARD_PROTOCOL_T1 else _scard().SCARD_PCI_T0
        (response,) = self._call("SCardTransmit", pci, list(apdu))
        if len(response) < 2:
            self.close()
            raise CardGone("SCardTransmit: no status word")
        return bytes(response)

    def reselect(self) -> None:
        """See the port."""
        (active,) = self._call("SCardReconnect", _scard().SCARD_SHARE_EXCLUSIVE, self._protocols, _scard().SCARD_UNPOWER_CARD)
        self._active = int(active)

    def close(self) -> None:
        """See the port."""
        if self._card is not None:
            _scard().SCardDisconnect(self._card, _scard().SCARD_UNPOWER_CARD)
            self._card = None

    def _call(self, step: str, *arguments: object) -> tuple[Any, ...]:
        if self._card is None:
            raise CardGone(f"{step}: the connection is closed")
        try:
            return _call(step, self._card, *arguments)
        except CardReaderError as error:
            self.close()
            raise CardGone(str(error)) from None
