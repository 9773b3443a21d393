"""An SLE4442 behind a reader of the ACR39U kind.

Memory, 264 bytes: main memory 0-255, protection bits 256-259 (0 = protected), error counter 260, code 261-263.
Sources: Siemens SLE4442 data sheet (memory, code procedure), ACS ACR38U and ACR39U manuals (commands).
Where documents leave a choice, the twin takes the harsher one: nothing before SELECT, no read of 256 bytes at once,
a wrong code ends the session that a right one opened.
"""

from __future__ import annotations

from typing import ClassVar, Final

from terminal.drivers.card_reader.cells import Cells
from terminal.drivers.card_reader.chip import FAILED, OK, UNKNOWN_COMMAND, WRONG_CLASS, WRONG_LENGTH, Chip

MAIN_BYTES: Final = 256
PROTECTABLE_BYTES: Final = 32
PROTECTION: Final = MAIN_BYTES
ERROR_COUNTER: Final = PROTECTION + 4
CODE: Final = ERROR_COUNTER + 1
CODE_BYTES: Final = 3
SLE4442_BYTES: Final = CODE + CODE_BYTES

ATR_BYTES: Final = bytes.fromhex("a2131091")
"""The first four bytes of the main memory are what the chip answers to reset."""
ATR: Final = b"\x3b\x04" + ATR_BYTES
DELIVERY: Final = ATR_BYTES + bytes.fromhex("ffff8115") + b"\xff" * 13 + bytes.fromhex("d27600000400")
FACTORY_CODE: Final = b"\xff\xff\xff"
ALL_TRIES: Final = 7
CODE_RIGHT: Final = b"\x90\x07"


class VirtualSle4442(Chip):
    """The chip and its reader. `silent`: the reader answers 9000 to writes that the chip does not do."""

    stroke: ClassVar[int] = 1

    def __init__(self, cells: Cells, *, silent: bool = False) -> None:
        super().__init__(cells)
        self.silent = silent
        self._forget()

    @property
    def atr(self) -> bytes:
        """Empty once bytes 0-3 were overwritten: no reader will ever see the card again."""
        return ATR if self.cells.read(0, 4) == ATR_BYTES else b""

    @property
    def error_counter(self) -> int:
        """Three bits; each set one is a try that is left."""
        return self.cells.read(ERROR_COUNTER, 1)[0] & ALL_TRIES

    def _forget(self) -> None:
        self._selected = False
        self._verified = False

    def _execute(self, apdu: bytes) -> bytes:
        if len(apdu) < 5:
            return WRONG_LENGTH
        if apdu[0] != 0xFF:
            return WRONG_CLASS
        if apdu[1] == 0xA4:
            return self._select(apdu)
        if not self._selected:
            return FAILED
        address, length, data = apdu[3], apdu[4], apdu[5:]
        match apdu[1]:
            case 0xB0 | 0xB1 | 0xB2 if data:
                return WRONG_LENGTH
            case 0xB0:
                return self._read(address, length)
            case 0xB1:
                return WRONG_LENGTH if length != 4 else self._read_security() + OK
            case 0xB2:
                return WRONG_LENGTH if length != 4 else self.cells.read(PROTECTION, 4) + OK
            case 0x20 | 0xD0 | 0xD1 | 0xD2 if len(data) != length or not data:
                return WRONG_LENGTH
            case 0xD0:
                return self._write(address, data)
            case 0xD1:
                return self._protect(address, data)
            case 0x20:
                return self._present(data)
            case 0xD2:
                return self._change_code(address, data)
            case _:
                return UNKNOWN_COMMAND

    def _select(self, apdu: bytes) -> bytes:
        if len(apdu) != 6 or apdu[4] != 1:
            return WRONG_LENGTH
        self._forget()
        self._selected = apdu[5] == 0x06
        return OK if self._selected else FAILED

    def _read(self, address: int, length: int) -> bytes:
        if not length or address + length > MAIN_BYTES:
            return WRONG_LENGTH
        return self.cells.read(address, length) + OK

    def _read_security(self) -> bytes:
        code = self.cells.read(CODE, CODE_BYTES) if self._verified else bytes(CODE_BYTES)
        return bytes([self.error_counter]) + code

    def _write(self, address: int, data: bytes) -> bytes:
        if address + len(data) > MAIN_BYTES:
            return WRONG_LENGTH
        if not self._verified or self._protected(address, len(data)):
            return self._refusal()
        self._program(address, data)
        return OK

    def _protect(self, address: int, data: bytes) -> bytes:
        if address + len(data) > PROTECTABLE_BYTES:
            return WRONG_LENGTH
        if not self._verified:
            return self._refusal()
        bits = int.from_bytes(self.cells.read(PROTECTION, 4), "little")
        for offset, (stored, given) in enumerate(zip(self.cells.read(address, len(data)), data, strict=True)):
            if stored == given:
                bits &= ~(1 << address + offset)
        self._program(PROTECTION, bits.to_bytes(4, "little"))
        return OK

    def _present(self, code: bytes) -> bytes:
        """Clear a bit of the error counter, compare, and set it again if the code was right: two EEPROM writes."""
        if len(code) != CODE_BYTES:
            return WRONG_LENGTH
        self._verified = False
        tries = self.error_counter
        if not tries:
            return OK
        self._program(ERROR_COUNTER, bytes([tries & ~(1 << tries.bit_length() - 1)]))
        if code != self.cells.read(CODE, CODE_BYTES):
            return bytes([0x90, self.error_counter])
        self._program(ERROR_COUNTER, bytes([ALL_TRIES]))
        self._verified = True
        return CODE_RIGHT

    def _change_code(self, address: int, code: bytes) -> bytes:
        if len(code) != CODE_BYTES or address != 1:
            return WRONG_LENGTH
        if not self._verified:
            return self._refusal()
        self._program(CODE, code)
        return OK

    def _refusal(self) -> bytes:
        return OK if self.silent else FAILED

    def _protected(self, address: int, length: int) -> bool:
        bits = int.from_bytes(self.cells.read(PROTECTION, 4), "little")
        return any(not bits >> index & 1 for index in range(address, min(address + length, PROTECTABLE_BYTES)))

    def _noise(self, address: int, old: bytes, new: bytes) -> bytes:
        """Protection bits and error counter: a bit that was to change is lost. Elsewhere: garbage."""
        if PROTECTION <= address < CODE:
            return bytes(was & wanted for was, wanted in zip(old, new, strict=True))
        return super()._noise(address, old, new)


def blank_sle4442(*, silent: bool = False) -> VirtualSle4442:
    """A chip as delivered: factory code, all tries, nothing protected, not even the ATR."""
    main = DELIVERY.ljust(MAIN_BYTES, b"\xff")
    return VirtualSle4442(Cells(main + b"\xff" * 4 + bytes([ALL_TRIES]) + FACTORY_CODE), silent=silent)
