"""A MIFARE Classic 1K behind a reader of the ACR122U kind.

Memory: 64 blocks of 16 bytes, content as on the chip (keys included). Reader: class-FF commands of PC/SC part 3 in
ACS's dialect. Sources: NXP MF1S50 (memory, access bits, value blocks), ACS ACR122U and ACR122L manuals (commands).
Where documents leave a choice, the twin takes the harsher one: the reader's keys are lost with the power.
"""

from __future__ import annotations

from typing import ClassVar, Final

from terminal.drivers.card_reader.cells import Cells
from terminal.drivers.card_reader.chip import FAILED, OK, UNKNOWN_COMMAND, UNSUPPORTED, WRONG_CLASS, WRONG_LENGTH, Chip
from terminal.drivers.card_reader.mifare_access import DATA, TRAILER, DataRights, TrailerRights, conditions

BLOCK: Final = 16
SECTORS: Final = 16
MIFARE_BYTES: Final = SECTORS * 4 * BLOCK
ATR: Final = bytes.fromhex("3b8f8001804f0ca000000306030001000000006a")
TRANSPORT_KEY: Final = bytes.fromhex("ffffffffffff")
TRANSPORT_TRAILER: Final = bytes.fromhex("ffffffffffff ff078069 ffffffffffff")
FIRMWARE: Final = b"ACR122U203"
KEY_TYPES: Final = {0x60: "A", 0x61: "B"}
KEY_SLOTS: Final = (0, 1)

SEVEN_BYTE_UID_MARK: Final = bytes.fromhex("084400")


class VirtualMifare(Chip):
    """The chip and its reader. `magic` lets anybody write block 0, as some clones do."""

    stroke: ClassVar[int] = BLOCK

    def __init__(self, cells: Cells, *, magic: bool = False) -> None:
        super().__init__(cells)
        self.magic = magic
        self.lamps = 0
        """Bit 0 red, bit 1 green."""
        self._forget()

    @property
    def atr(self) -> bytes:
        """Always the same: the reader makes it."""
        return ATR

    @property
    def uid(self) -> bytes:
        """Four or seven bytes, from block 0."""
        block = self._block(0)
        return block[:7] if block[7:10] == SEVEN_BYTE_UID_MARK else block[:4]

    def _forget(self) -> None:
        self._keys: dict[int, bytes] = {}
        self._sector: int | None = None
        self._key_type = ""
        self._silent = False

    def _execute(self, apdu: bytes) -> bytes:
        if len(apdu) < 5:
            return WRONG_LENGTH
        if apdu[0] != 0xFF:
            return WRONG_CLASS
        match apdu[1]:
            case 0xCA:
                return self._get_data(apdu)
            case 0x82:
                return self._load_key(apdu)
            case 0x86 | 0x88:
                return self._authenticate(apdu)
            case 0xB0:
                return self._read(apdu)
            case 0xD6:
                return self._write(apdu)
            case 0xB1:
                return self._read_value(apdu)
            case 0xD7:
                return self._change_value(apdu)
            case 0x00:
                return self._reader_command(apdu)
            case _:
                return UNKNOWN_COMMAND

    # Commands of the reader

    def _get_data(self, apdu: bytes) -> bytes:
        if len(apdu) != 5:
            return WRONG_LENGTH
        if apdu[2] != 0x00:
            return UNSUPPORTED
        uid, expected = self.uid, apdu[4]
        if 0 < expected < len(uid):
            return bytes([0x6C, len(uid)])
        return uid + (b"\x62\x82" if expected > len(uid) else OK)

    def _load_key(self, apdu: bytes) -> bytes:
        structure, slot = apdu[2], apdu[3]
        if len(apdu) != 11 or apdu[4] != 6:
            return WRONG_LENGTH
        if structure != 0x00 or slot not in KEY_SLOTS:
            return FAILED
        self._keys[slot] = apdu[5:]
        return OK

    def _reader_command(self, apdu: bytes) -> bytes:
        match apdu[2]:
            case 0x40:
                if len(apdu) != 9 or apdu[4] != 4:
                    return WRONG_LENGTH
                for lamp in (1, 2):
                    if apdu[3] & lamp << 2:
                        self.lamps = self.lamps & ~lamp | apdu[3] & lamp
                return bytes([0x90, self.lamps])
            case 0x48:
                return FIRMWARE
            case 0x52:
                return OK
            case _:
                return FAILED

    # Commands to the card

    def _authenticate(self, apdu: bytes) -> bytes:
        if apdu[1] == 0x86:
            if len(apdu) != 10 or apdu[4] != 5:
                return WRONG_LENGTH
            version, high, block, kind, slot = apdu[5:]
        else:
            if len(apdu) != 6:
                return WRONG_LENGTH
            version, high, (block, kind, slot) = 1, 0, apdu[3:]
        key, key_type = self._keys.get(slot), KEY_TYPES.get(kind)
        if version != 1 or high or block >= SECTORS * 4 or key is None or key_type is None:
            return FAILED
        sector = block // 4
        trailer = self._block(sector * 4 + 3)
        stored = trailer[:6] if key_type == "A" else trailer[10:]
        if self._silent or conditions(trailer[6:9]) is None or key != stored:
            self._sector, self._silent = None, True
            return FAILED
        self._sector, self._key_type = sector, key_type
        return OK

    def _read(self, apdu: bytes) -> bytes:
        if len(apdu) != 5 or apdu[4] != BLOCK:
            return WRONG_LENGTH
        rights, key = self._rights(apdu[3])
        data = self._block(apdu[3]) if rights is not None else b""
        match rights:
            case DataRights() if key in rights.read:
                return data + OK
            case TrailerRights():
                access = data[6:10] if key in rights.read_access else bytes(4)
                key_b = data[10:] if key in rights.read_b else bytes(6)
                return bytes(6) + access + key_b + OK
            case _:
                return FAILED

    def _write(self, apdu: bytes) -> bytes:
        if len(apdu) != 5 + BLOCK or apdu[4] != BLOCK:
            return WRONG_LENGTH
        block, data = apdu[3], apdu[5:]
        rights, key = self._rights(block)
        match rights:
            case DataRights() if key in rights.write and (block or self.magic):
                self._program(block * BLOCK, data)
                return OK
            case TrailerRights() if key in rights.write_a + rights.write_access + rights.write_b:
                old = self._block(block)
                key_a = data[:6] if key in rights.write_a else old[:6]
                access = data[6:10] if key in rights.write_access else old[6:10]
                key_b = data[10:] if key in rights.write_b else old[10:]
                self._program(block * BLOCK, key_a + access + key_b)
                return OK
            case _:
                return FAILED

    def _read_value(self, apdu: bytes) -> bytes:
        if len(apdu) != 5 or apdu[4] not in (0, 4):
            return WRONG_LENGTH
        rights, key = self._rights(apdu[3])
        value = read_value(self._block(apdu[3])) if isinstance(rights, DataRights) and key in rights.read else None
        return FAILED if value is None else value[0].to_bytes(4, "big", signed=True) + OK

    def _change_value(self, apdu: bytes) -> bytes:
        block, body = apdu[3], apdu[5:]
        if len(body) != apdu[4] or len(body) not in (2, 5):
            return WRONG_LENGTH
        operation = body[0]
        rights, key = self._rights(block)
        if not isinstance(rights, DataRights) or not block or (operation == 3) != (len(body) == 2):
            return FAILED
        amount = int.from_bytes(body[1:], "big", signed=True)
        before = read_value(self._block(block))
        match operation:
            case 0 if key in rights.write:
                return self._store(block, amount, block)
            case 1 if before is not None and key in rights.increment and key in rights.decrement:
                return self._store(block, before[0] + amount, before[1])
            case 2 if before is not None and key in rights.decrement:
                return self._store(block, before[0] - amount, before[1])
            case 3 if before is not None and key in rights.decrement:
                target, _ = self._rights(body[1])
                if body[1] and isinstance(target, DataRights) and key in target.decrement:
                    return self._store(body[1], *before)
        return FAILED

    def _store(self, block: int, value: int, address: int) -> bytes:
        self._program(block * BLOCK, value_block(value, address))
        return OK

    # The memory

    def _block(self, block: int) -> bytes:
        return self.cells.read(block * BLOCK, BLOCK)

    def _rights(self, block: int) -> tuple[DataRights | TrailerRights | None, str]:
        """The rights at a block and the key in use; None if the block is not open.

        A key B that can be read is data: the chip accepts it and then refuses every access.
        """
        if self._silent or self._sector is None or block // 4 != self._sector:
            return None, ""
        bits = conditions(self._block(self._sector * 4 + 3)[6:9])
        if bits is None or (self._key_type == "B" and TRAILER[bits[3]].read_b):
            return None, ""
        return (TRAILER[bits[3]] if block % 4 == 3 else DATA[bits[block % 4]]), self._key_type


def value_block(value: int, address: int) -> bytes:
    """The 16 bytes of a value block; the value wraps at 32 bits, signed."""
    word = (value & 0xFFFFFFFF).to_bytes(4, "little")
    inverted = bytes(~byte & 0xFF for byte in word)
    return word + inverted + word + bytes([address, ~address & 0xFF]) * 2


def read_value(block: bytes) -> tuple[int, int] | None:
    """Value and address byte of a value block; None if the block has not that form."""
    value, address = int.from_bytes(block[:4], "little", signed=True), block[12]
    return (value, address) if value_block(value, address) == block else None


def blank_mifare(uid: bytes, *, magic: bool = False) -> VirtualMifare:
    """A chip as delivered: transport keys, data zero. The UID has four or seven bytes; ValueError otherwise."""
    if len(uid) == 4:
        check = uid[0] ^ uid[1] ^ uid[2] ^ uid[3]
        first = uid + bytes([check]) + bytes.fromhex("080400") + b"bcdefghi"
    elif len(uid) == 7:
        first = uid + SEVEN_BYTE_UID_MARK + b"bcdefg"
    else:
        raise ValueError("the UID of a MIFARE Classic has 4 or 7 bytes")
    sector = bytes(3 * BLOCK) + TRANSPORT_TRAILER
    return VirtualMifare(Cells(first + sector[BLOCK:] + sector * (SECTORS - 1)), magic=magic)


def foreign_transit_card(uid: bytes) -> VirtualMifare:
    """Somebody else's card: a purse in sector 1 under other keys, and no transport key anywhere."""
    purse = value_block(2050, 4) + value_block(2050, 5) + bytes(BLOCK)
    trailer = bytes.fromhex("a5b4c3d2e1f0 08778f69 0f1e2d3c4b5a")
    chip = blank_mifare(uid)
    for sector in range(SECTORS):
        chip.cells.write((sector * 4 + 3) * BLOCK, trailer)
    chip.cells.write(4 * BLOCK, purse)
    return chip
