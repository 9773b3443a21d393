"""Conversations with cards whose answers cannot be trusted: a virtual chip behind a line that lies now and then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from protocol.card.conversation import RESELECT, Blank, CardFault, CardImage, Conversation
from protocol.card.dialect import ACR128, ACS, IDENTIV, OMNIKEY, Dialect
from protocol.card.layout_mifare import conditions_of, trailer_block
from protocol.card.layout_sle4442 import CHIP_HEADER, tries_left
from protocol.card.procedures import inspect_blank, mend_code, personalise, read_card, scrub, verify_record, write_record
from protocol.link.entries import Medium
from terminal.drivers.card_reader.chip import Chip
from terminal.drivers.card_reader.virtual_mifare import VirtualMifare, blank_mifare
from terminal.drivers.card_reader.virtual_sle4442 import VirtualSle4442, blank_sle4442
from tests.fuzz.target import Target, refused
from tests.protocol.card.samples import ISSUER, KEYS, MIFARE_ATR, MIFARE_UID, NO_UID, SIGNATURE, SLE_ATR, history, identity

DIALECTS = (ACS, ACR128, IDENTIV, OMNIKEY)
HONEST = 0x80
"""An answer byte below this lets the chip speak."""
SHORTEST = 2
TRIES_SURE = 2
"""One conversation costs a chip at most one try, whatever it is told."""
MIFARE_SECTORS = 16


class Line(Protocol):
    """What stands between a conversation and a chip."""

    def transmit(self, apdu: bytes) -> bytes: ...

    def reselect(self) -> None: ...


class LyingLine:
    """Takes a byte for each APDU: whether the chip answers, whether it is asked at all, and what comes instead."""

    def __init__(self, chip: Chip, lies: Iterator[int]) -> None:
        self.chip = chip
        self._lies = lies

    def transmit(self, apdu: bytes) -> bytes:
        how = next(self._lies, 0)
        if how < HONEST:
            return self.chip.answer(apdu)
        asked = how & 1
        truth = self.chip.answer(apdu) if asked else b""
        size = next(self._lies, 0) if how & 2 else len(truth)
        made = bytes(next(self._lies, 0) for _ in range(size))
        status = bytes([next(self._lies, 0x90), next(self._lies, 0)]) if how & 4 else truth[-SHORTEST:] or b"\x90\x00"
        return made + status

    def reselect(self) -> None:
        self.chip.power_off()
        self.chip.power_on()


def converse(conversation: Conversation[Any], line: Line) -> Any:
    """Drive a conversation to its end."""
    answer = b""
    started = False
    while True:
        try:
            asked = conversation.send(answer) if started else next(conversation)
        except StopIteration as end:
            return end.value
        started = True
        if asked is RESELECT:
            line.reselect()
            answer = b""
        else:
            assert isinstance(asked, bytes)
            answer = line.transmit(asked)


def visit(line: Line, atr: bytes, uid: bytes, dialect: Dialect, deed: int) -> None:
    """One of the things that are done with a card, the whole way as a terminal or a desk does it."""
    medium = Medium.MIFARE_1K if atr == MIFARE_ATR else Medium.SLE4442
    past = history(uid)
    if deed == 0:
        signature = SIGNATURE if medium is Medium.MIFARE_1K else None
        converse(inspect_blank(atr, dialect, KEYS), line)
        converse(personalise(Blank(medium, uid), dialect, KEYS, identity(uid), past[0], signature), line)
    elif deed == 1:
        converse(mend_code(atr, dialect, KEYS, ISSUER), line)
    else:
        image = converse(read_card(atr, dialect, KEYS, ISSUER, with_signature=deed == 2), line)
        if isinstance(image, CardImage):
            assert image.uid == uid or medium is Medium.MIFARE_1K
            converse(write_record(image, past[1], dialect, KEYS), line)
            converse(verify_record(image, past[1], dialect, KEYS), line)
            converse(scrub(image, (2,), dialect, KEYS), line)


DEEDS = 4


def _made(chip: Chip, atr: bytes, uid: bytes) -> bytes:
    chip.enter_field()
    visit(LyingLine(chip, iter(())), atr, uid, ACS, 0)
    return chip.dump()


BLANKS = {MIFARE_ATR: blank_mifare(MIFARE_UID).dump(), SLE_ATR: blank_sle4442().dump()}
MADE = {MIFARE_ATR: _made(blank_mifare(MIFARE_UID), MIFARE_ATR, MIFARE_UID), SLE_ATR: _made(blank_sle4442(), SLE_ATR, NO_UID)}


def check_mifare(data: bytes) -> None:
    """Only CardFault comes out, and no sector is dead afterwards."""
    chip = blank_mifare(MIFARE_UID)
    _check(chip, MIFARE_ATR, MIFARE_UID, data)
    memory = chip.dump()
    for sector in range(MIFARE_SECTORS):
        at = 16 * trailer_block(sector)
        conditions_of(memory[at + 6 : at + 9])


def check_sle4442(data: bytes) -> None:
    """Only CardFault comes out, the chip still answers to reset, and at most one try is gone."""
    chip = blank_sle4442()
    _check(chip, SLE_ATR, NO_UID, data)
    assert chip.dump()[: len(CHIP_HEADER)] == CHIP_HEADER
    assert tries_left(chip.error_counter) >= TRIES_SURE


def _check(chip: VirtualMifare | VirtualSle4442, atr: bytes, uid: bytes, data: bytes) -> None:
    bits = data[0] if data else 0
    chip.restore((MADE if bits & 1 else BLANKS)[atr])
    chip.enter_field()
    dialect = DIALECTS[bits >> 4 & 3] if bits & 8 else ACS
    refused(CardFault, lambda: visit(LyingLine(chip, iter(data[1:])), atr, uid, dialect, bits >> 1 & 3))


TARGETS = (
    Target("mifare", check_mifare, largest=600, seconds_per_piece=0.2, share=5),
    Target("sle4442", check_sle4442, largest=600, seconds_per_piece=0.2, share=20),
)
