"""One region: a head office, its terminals, its members, and the clock they share. Everything that can happen is here as an act.

What an act does to the world is told to the truth; what the product says of it is for the checker to compare.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from protocol.instants import Instant
from protocol.link.certificate import Role
from protocol.link.entries import Medium
from terminal.face import Notice
from terminal.journal.store import JournalFault
from tests.simulation import faults
from tests.simulation.chance import FAULTS, Chance
from tests.simulation.counter import Counter
from tests.simulation.headquarters import Headquarters
from tests.simulation.machine import Machine, PowerCut
from tests.simulation.members import Member, make_member
from tests.simulation.post import Wire
from tests.simulation.records import Masters
from tests.simulation.shop import write_shop
from tests.simulation.truth import Shown, Truth

START = Instant(1_790_000_000_000)
SELLING = Role.SELL | Role.VIRTUAL
LOADING = SELLING | Role.LOAD
DESKING = LOADING | Role.PERSONALISE | Role.REPAIR
FIRST_LOAD = 4_000
WORN_ENTRIES = 1_200
"""A terminal with so many entries is put into the cupboard and a new one takes its place; it is synchronised at the end."""
MINUTE = 60_000
NEVER_TO_THE_HONEST = frozenset({"rolled-back", "tampered", "unknown-card", "damaged", "not-ours", "listed", "locked"})
HELD = frozenset({"listed", "locked", "tampered"})
DONE = frozenset({"paid", "load-done", "refund-done", "void-done"})
DONE_LATE = frozenset({"paid-late", "finished-late"})


class Region:
    """The acts of one region; `history` decides which comes when."""

    def __init__(self, folder: Path, chance: Chance, terminals: int, members: int) -> None:
        folder.mkdir(parents=True)
        self.folder, self.chance, self.random = folder, chance, chance.random
        self.now = START
        self.office = Headquarters(folder / "office", write_shop(folder / "shop.toml"), self.random, lambda: self.now)
        self.truth = Truth(Masters(self.office.keyring.mac, self.office.keyring.load or b""))
        self.machines: list[Machine] = []
        self.cupboard: list[Machine] = []
        self.ruins: list[Machine] = []
        self.wires: dict[int, Wire] = {}
        self.lineages: defaultdict[int, list[int]] = defaultdict(list)
        """Under which lineages each terminal ever ran."""
        self.units = self.numbers = self.tickets = 0
        self.desk = self.add_machine(DESKING)
        self.members: list[Member] = []
        for _ in range(members):
            self.add_member()
        for place in range(terminals):
            self.add_machine(LOADING if place % 3 == 0 else SELLING)
        self.desk.synchronise()
        self.office.work_at_night()

    # Making things

    def add_machine(self, roles: Role) -> Machine:
        """A new terminal, enrolled, booted and synchronised."""
        self.numbers += 1
        papers = self.office.enrol(self.numbers, roles, self.random)
        machine = self.new_unit(papers.roles, papers=papers)
        self.boot(machine)
        wire = self.wires[machine.unit]
        wire.clean = True
        machine.synchronise()
        wire.clean = False
        return machine

    def new_unit(self, roles: Role, *, papers: object) -> Machine:
        """A piece of hardware with these papers, not yet started."""
        self.units += 1
        wire = Wire(self.office.answer, self.chance, self.truth)
        machine = Machine(self.units, papers, self.folder / f"unit-{self.units}", wire, self.told, self.selected)  # type: ignore[arg-type]
        self.wires[machine.unit] = wire
        self.machines.append(machine)
        return machine

    def add_member(self, medium: Medium | None = None, *, rogue: bool = False) -> Member:
        """Another member with a new card."""
        number = 1_000 + len(self.members)
        medium = medium or (Medium.SLE4442 if number % 4 == 3 else Medium.MIFARE_1K)
        self.set_clock(self.desk)
        member, truth = make_member(self.desk, number, medium, FIRST_LOAD, self.now)
        member.rogue, truth.honest = rogue, not rogue
        self.members.append(member)
        self.truth.cards[member.card] = truth
        self.watch(member)
        return member

    def lineage(self) -> int:
        """A number that was never used."""
        return self.random.randrange(1, 2**32)

    def boot(self, machine: Machine) -> bool:
        """Switch a machine on."""
        self.set_clock(machine)
        lineage = self.lineage()
        self.lineages[machine.number].append(lineage)
        ready = machine.boot(lineage)
        self.truth.note("boot", machine.unit, ready)
        if not ready:
            self.truth.count("journal_unfit")
            self.put_away(machine)
        return ready

    def put_away(self, machine: Machine) -> None:
        """A machine that sells no more is replaced by a new one."""
        self.machines.remove(machine)
        (self.ruins if machine.ruined else self.cupboard).append(machine)
        if machine is not self.desk:
            self.add_machine(machine.papers.roles)

    # Watching

    def set_clock(self, machine: Machine) -> None:
        """Time goes on at this machine too."""
        machine.set_clock(self.now)

    def watch(self, member: Member) -> None:
        """See what is on a card."""
        card = self.truth.cards[member.card]
        card.read_only = member.read_only
        if card.observe(self.truth.masters, member.slots()):
            top = card.top
            self.truth.note("card", member.card, top.counter, top.balance, top.key)

    def told(self, machine: Machine, notice: Notice) -> None:
        """Somebody reads a screen."""
        facts = dict(notice.facts)
        self.truth.note("screen", machine.unit, notice.code, facts.get("amount"), facts.get("balance"))
        if notice.code in DONE:
            terminal, lineage, sequence = str(facts["reference"]).split("-")
            key = (int(terminal), int(lineage, 16), int(sequence))
            self.truth.show(Shown(key, machine.guest, int(facts["amount"]), late=False))
        elif notice.code in DONE_LATE and machine.guest is not None:
            card = self.truth.cards[machine.guest]
            card.observe(self.truth.masters, self.member_of(machine.guest).slots())
            self.truth.show_late(machine.number, card)

    def selected(self, machine: Machine) -> None:
        """A terminal finds a card on its reader; one that is being made is not watched yet."""
        if machine.guest in self.truth.cards:
            card = self.truth.cards[machine.guest]
            card.selected(self.truth.masters, self.member_of(card.card).slots())

    def member_of(self, card: tuple[int, int]) -> Member:
        """Whose card this is."""
        return self.members[card[0] - 1_000]

    # Acts

    def here(self) -> list[Member]:
        """Members who are about."""
        return [member for member in self.members if member.away_until <= self.now and not member.rogue]

    def honest(self) -> list[Member]:
        """Members who do not cheat."""
        return [member for member in self.members if not member.rogue]

    def serve(self, machine: Machine, member: Member, act: str) -> str:
        """One act at a counter, with whatever goes wrong in it; the last word on the screen, or what ended it."""
        self.set_clock(machine)
        if member.last_used + self.random.randrange(MINUTE, 600 * MINUTE) < self.now:
            member.chip.age()
            self.watch(member)
        member.last_used = self.now
        bystander = self.random.choice(self.honest())
        fault = self.chance.fault(FAULTS, self.chance.rate)
        if fault:
            faults.arm(fault, machine, member.chip, self.random)
            self.truth.count(f"armed_{fault}")
        self.tickets += 1
        self.truth.note("act", act, machine.unit, member.card)
        machine.guest = None
        try:
            word = self._act(Counter(machine, self.chance, self.truth, self.watch), act, member, bystander)
        except PowerCut:
            word = self.crash(machine)
        finally:
            self.watch(member)
            faults.disarm(machine, member.chip)
        if word == "storage-failed":
            self.truth.count("struck_storage")
            machine.stop()
            self.boot(machine)
        if word in HELD and member.card in self.truth.wronged:
            self.truth.count("wronged_held")
        elif word in NEVER_TO_THE_HONEST and not member.rogue:
            self.truth.complaints.append(
                f"false refusal: card {member.card} of an honest member is {word} at terminal {machine.number}"
            )
        self.truth.count(f"end_{word}")
        return word

    def _act(self, counter: Counter, act: str, member: Member, bystander: Member) -> str:
        ticket = f"T{self.tickets}"
        match act:
            case "load":
                return counter.load(member, self.random.choice((2_000, 5_000, 10_000)), ticket, bystander)
            case "small load":
                return counter.load(member, 10, ticket, bystander)
            case "void":
                return counter.void(member, bystander)
            case "refund":
                return counter.refund(member, ticket, bystander)
            case "inquire":
                return counter.inquire(member)
            case "cash" | "cash back":
                return counter.cash(ticket, back=act == "cash back")
            case _:
                return counter.sell(member, ticket, bystander)

    def crash(self, machine: Machine) -> str:
        """The power failed at a machine; it comes back at once, or somebody goes and looks for the fuse."""
        lineage = int(machine.journal.state.lineage)
        forgot = machine.crash(self.random)
        self.truth.count("struck_power")
        if forgot:
            self.truth.count("struck_tail_lost")
            self.truth.torn.add((machine.number, lineage))
        self.boot(machine)
        return "power-cut"

    def synchronise(self, machine: Machine) -> None:
        """One machine talks to head office, if its keeper lets it; the power may fail in that too."""
        if machine.mute:
            return
        self.set_clock(machine)
        if self.chance.fault({"cut_sync": 1.0}, self.chance.rate / 2):
            machine.at_sync = faults.Countdown(self.random.choice(faults.MOMENTS), self.random.randint(1, 4), faults.cut)
        try:
            told = machine.synchronise()
            self.truth.note("sync", machine.unit, str(told.get("code")), str(told.get("acknowledged")), str(told.get("refused")))
        except PowerCut:
            self.crash(machine)
        except JournalFault:
            machine.stop()
            self.boot(machine)
        else:
            machine.at_sync = None
            if machine is not self.desk and machine.journal.state.last_sequence > WORN_ENTRIES:
                machine.stop()
                self.put_away(machine)

    def everything(self) -> list[Machine]:
        """Every piece of hardware that there ever was."""
        return [*self.machines, *self.cupboard, *self.ruins]

    def close(self) -> Iterator[Machine]:
        """Stop everything that runs."""
        for machine in self.everything():
            if machine.running:
                machine.stop()
            yield machine
