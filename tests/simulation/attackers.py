"""People who cheat, apart from the honest ones: their cards and terminals are marked, and everything they gain is counted.

An attack left evidence when head office was told of something that could only come of it. Each such attack must be
caught: refused at a terminal, or a case at head office that names the card or the terminal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from protocol.card.keys import card_keys
from protocol.card.record import Kind, Record, unpack
from protocol.card.ring import Change, slot_of, successor
from protocol.ids import CardInstance, CardNumber, Lineage, Reference, Sequence, TerminalId
from protocol.link.entries import Medium
from protocol.money import Money
from terminal.drivers.card_reader.virtual_mifare import blank_mifare
from tests.simulation.books import declared_in_batches
from tests.simulation.machine import Machine
from tests.simulation.members import Member, uid_of
from tests.simulation.records import SLOTS, Key, ring
from tests.simulation.region import Region
from tests.simulation.truth import Crime

CAUGHT_AT_THE_COUNTER = frozenset({"rolled-back", "tampered", "listed", "damaged", "not-ours", "locked", "unknown-card"})
WANTED = 90_000
HARMLESS = frozenset({"torn_on_purpose", "invented", "spliced"})
"""What must change nothing at all: such a card stands in the books as an honest one does."""
TWO_SIDED = frozenset({"clone", "rollback", "newest_slot_wiped"})
"""What is seen only by two histories of one card."""
UNDONE = 1
"""The side of what was undone; what is done after it is side 0."""


@dataclass(slots=True)
class Attack:
    """One attack on one card. `gained` counts what was accepted of it, `refused` what terminals turned away."""

    kind: str
    member: Member
    other: Member | None = None
    gained: int = 0
    refused: int = 0
    ready: bool = False
    taken: list[tuple[int, Key]] = field(default_factory=list)
    """What was accepted: sales from the one chip and from the other, or after a history was undone and in it."""

    def left_evidence(self, told: set[Key]) -> bool:
        """Whether head office can know of it, which was told of these facts. Two that cannot both be must have come in, or
        one that nobody honest can have made."""
        if self.kind in HARMLESS:
            return False
        sides = {side for side, key in self.taken if key in told}
        return len(sides) == 2 if self.kind in TWO_SIDED else bool(sides)


class Attackers:
    """All attacks of a region. Each turn one of them does something."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.attacks: list[Attack] = []
        self._kinds: dict[str, Callable[[Attack], None]] = {
            "clone": self._clone,
            "rollback": self._rollback,
            "newest_slot_wiped": self._wipe,
            "invented": self._invent,
            "invented_with_key": self._forge,
            "void_with_key": self._forge_void,
            "spliced": self._splice,
            "torn_on_purpose": self._tear,
        }

    def begin(self) -> None:
        """A new attack by a new member with a card of his own."""
        region = self.region
        kind = region.random.choice(sorted(self._kinds))
        member = region.add_member(Medium.MIFARE_1K, rogue=True)
        region.truth.count(f"attack_{kind}")
        region.truth.cards[member.card].honest = kind in HARMLESS
        self.attacks.append(Attack(kind, member))

    def turn(self) -> None:
        """One of the attackers goes shopping: honestly once, then with what he has prepared."""
        region = self.region
        if not self.attacks:
            return
        attack = region.random.choice(self.attacks)
        machines = [one for one in region.machines if one.running and one is not region.desk]
        if not machines:
            return
        if attack.ready:
            self._kinds[attack.kind](attack)
        chips = [attack.member] if attack.other is None else [attack.member, attack.other]
        side = region.random.randrange(len(chips))
        word = region.serve(region.random.choice(machines), chips[side], "sale")
        if word in CAUGHT_AT_THE_COUNTER:
            attack.refused += 1
        elif word == "paid" and attack.ready:
            attack.gained += 1
            attack.taken.append((side, self._newest(attack, chips[side])))
        attack.ready = not attack.ready or attack.kind != "void_with_key"

    def confess(self) -> None:
        """Tell the truth what came of each attack."""
        told = declared_in_batches(self.region.office.books)
        for one in self.attacks:
            crime = Crime(one.kind, one.member.card, one.left_evidence(told), one.gained, one.refused)
            self.region.truth.crimes.append(crime)

    def _clone(self, attack: Attack) -> None:
        """A second chip with the same image and UID."""
        if attack.other is None:
            chip = blank_mifare(uid_of(attack.member.card[0], Medium.MIFARE_1K), magic=True)
            chip.restore(attack.member.chip.dump())
            attack.other = Member(attack.member.card, chip, attack.member.medium, rogue=True)

    def _rollback(self, attack: Attack) -> None:
        """Spend, put the old dump back, spend again."""
        dump = attack.member.chip.dump()
        machine = self._somewhere(attack)
        if machine is not None and self.region.serve(machine, attack.member, "sale") == "paid":
            attack.taken.append((UNDONE, self._newest(attack, attack.member)))
            attack.member.chip.restore(dump)
        else:
            attack.ready = False

    def _wipe(self, attack: Attack) -> None:
        """Destroy the newest slot, so that the one beneath rules again."""
        machine = self._somewhere(attack)
        if machine is None or self.region.serve(machine, attack.member, "sale") != "paid":
            attack.ready = False
            return
        attack.taken.append((UNDONE, self._newest(attack, attack.member)))
        attack.member.chip.cells.write((2 + self._top(attack).counter % SLOTS) * 64, bytes(48))

    def _invent(self, attack: Attack) -> None:
        """More money, without a key: the MAC is guessed."""
        self._write(attack, Kind.CONFIRM, WANTED, key=False)

    def _forge(self, attack: Attack) -> None:
        """More money, sealed with the keys of a stolen debit terminal."""
        self._write(attack, Kind.CONFIRM, WANTED, key=True)

    def _forge_void(self, attack: Attack) -> None:
        """The last sale undone by the same keys: a record that a debit terminal may write."""
        top = self._top(attack)
        if top.kind is Kind.SALE:
            self._write(attack, Kind.VOID, top.balance.minor - top.amount.minor, key=True)
        else:
            attack.ready = False

    def _splice(self, attack: Attack) -> None:
        """Slots of one's own card and of another's, put where they do not belong; the newest one is left alone."""
        source = self.region.random.choice([attack.member, self.region.random.choice(self.region.members)])
        newest = self._top(attack).counter % SLOTS
        place = (newest + self.region.random.randint(1, 2)) % SLOTS
        attack.member.chip.cells.write((2 + place) * 64, self.region.random.choice(source.slots()))

    def _tear(self, attack: Attack) -> None:
        """Pull the card away in the middle of the debit, as often as it takes."""
        attack.member.chip.pull_at(self.region.random.randint(20, 45), after=True)

    def _write(self, attack: Attack, kind: Kind, balance: int, *, key: bool) -> None:
        member, region, top = attack.member, self.region, self._top(attack)
        card = CardInstance(CardNumber(member.card[0]), member.card[1])
        stolen = card_keys(region.office.keyring.without_load(), uid_of(member.card[0], Medium.MIFARE_1K), card)
        reference = self._somebodys_place()
        change = Change(kind, Money(balance - top.balance.minor), top.day)
        record = successor(top, change, reference, top.key_version)
        raw = stolen.seal(slot_of(record.counter), record).pack()
        member.chip.cells.write((2 + slot_of(record.counter)) * 64, raw if key else raw[:40] + region.random.randbytes(8))

    def _somebodys_place(self) -> Reference:
        """A place in the journal of an honest terminal: under a lineage that never was or one that has ended, far ahead, or at a
        change that really was made."""
        region, machine = self.region, self.region.random.choice(self.region.machines)
        places = [region.lineage(), region.random.choice(region.lineages[machine.number])]
        lineage, ahead = region.random.choice(places), region.random.choice((0, 0, 500))
        place = ahead + region.random.randint(2, 500)
        real = sorted(key for card in region.truth.cards.values() for key in (record.key for record in card.history.values()))
        if region.random.random() < 0.25:
            number, lineage, place = region.random.choice(real)
            return Reference(TerminalId(number), Lineage(lineage), Sequence(place))
        return Reference(TerminalId(machine.number), Lineage(lineage), Sequence(place))

    def _top(self, attack: Attack, chip: Member | None = None) -> Record:
        """What rules the card, as the attacker reads it."""
        uid, card = uid_of(attack.member.card[0], Medium.MIFARE_1K), attack.member.card
        return unpack(ring(self.region.truth.masters, uid, card, (chip or attack.member).slots())[0].raw)

    def _newest(self, attack: Attack, chip: Member) -> Key:
        """Which fact rules a chip."""
        reference = self._top(attack, chip).reference
        return int(reference.terminal), int(reference.lineage), int(reference.sequence)

    def _somewhere(self, attack: Attack) -> Machine | None:
        machines = [one for one in self.region.machines if one.running and one is not self.region.desk]
        return self.region.random.choice(machines) if machines else None
