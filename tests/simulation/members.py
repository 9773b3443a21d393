"""People with a card: made at the desk like any other, carried about, forgotten in a drawer for months."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.card.procedures_sle4442 import MENDABLE_TRIES
from protocol.ids import CardInstance, CardNumber, ClassId
from protocol.instants import BusinessDay, Instant, business_day
from protocol.link.entries import Medium
from protocol.link.jobs import Job
from protocol.money import Money
from terminal.desk.desk import Desk, JobFate
from terminal.drivers.card_reader.chip import Chip
from terminal.drivers.card_reader.virtual_mifare import blank_mifare
from terminal.drivers.card_reader.virtual_sle4442 import VirtualSle4442, blank_sle4442
from tests.simulation.machine import READERS, Machine
from tests.simulation.records import Card
from tests.simulation.truth import CardTruth

PIN = "4711"
INSTANCE = 1
VALID_DAYS = 3_650


@dataclass(slots=True)
class Member:
    """A member and his card. `away_until` is when he comes back; `spent` is what he believes to have."""

    card: Card
    chip: Chip
    medium: Medium
    away_until: int = 0
    last_used: int = 0
    rogue: bool = False

    def slots(self) -> tuple[bytes, bytes, bytes]:
        """The three slots as the memory reads now."""
        content = self.chip.dump()
        starts = [80 + 48 * slot if self.medium is Medium.SLE4442 else (2 + slot) * 64 for slot in range(3)]
        first, second, third = (content[start : start + 48] for start in starts)
        return first, second, third

    @property
    def read_only(self) -> bool:
        """Whether power losses have taken so many tries of the code that nobody dares to present it again."""
        return isinstance(self.chip, VirtualSle4442) and self.chip.error_counter.bit_count() < MENDABLE_TRIES

    def lay_on(self, machine: Machine) -> None:
        """Put the card on the reader; a combined reader answers by the kind of card."""
        machine.reader.name = READERS[self.medium]
        machine.reader.insert(self.chip)
        machine.guest = self.card


def uid_of(number: int, medium: Medium) -> bytes:
    """The UID of a member's chip."""
    return (0x08000000 + number).to_bytes(4, "big") if medium is Medium.MIFARE_1K else b""


def make_member(desk: Machine, number: int, medium: Medium, load: int, now: Instant) -> tuple[Member, CardTruth]:
    """Have the desk make and load a card."""
    chip = blank_mifare(uid_of(number, medium)) if medium is Medium.MIFARE_1K else blank_sle4442()
    member = Member((number, INSTANCE), chip, medium)
    today = business_day(now, 0)
    job = Job(
        number=number,
        card=CardInstance(CardNumber(number), INSTANCE),
        card_class=ClassId(1),
        issued=today,
        valid_from=today,
        valid_until=BusinessDay(today + VALID_DAYS),
        load=Money(load),
        pin=PIN,
    )
    work = Desk(desk.terminal, desk.reader, desk.papers.keyring, desk.papers.environment[:4], lambda job: member.lay_on(desk))
    fate = work.work(job)
    desk.reader.remove()
    if fate is not JobFate.MADE:
        raise AssertionError(f"the desk could not make card {number}: {fate}")
    return member, CardTruth(member.card, uid_of(number, medium), medium.name)
