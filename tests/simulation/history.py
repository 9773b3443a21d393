"""The history of one region: which act comes when. All chance is the region's one source; all time is its clock."""

from __future__ import annotations

from collections.abc import Callable

from tests.simulation.attackers import Attackers
from tests.simulation.calamities import DAY, Calamities
from tests.simulation.chance import CALAMITIES
from tests.simulation.keepers import Keepers
from tests.simulation.machine import Machine
from tests.simulation.members import Member
from tests.simulation.region import LOADING, MINUTE, Region

ACTS = {"sale": 80, "inquire": 3, "cash": 4, "cash back": 1, "void": 2, "refund": 2, "load": 8}
CREDITS = frozenset({"load", "refund"})
LOW = 1_500
SYNC_EVERY = 18
CHECK_EVERY = 1_000
PATIENCE = 15 * DAY


def can_load(machine: Machine) -> bool:
    """Whether money may be put onto cards here."""
    return machine.papers.roles & LOADING == LOADING


class History:
    """Runs acts until so many sales were tried, then lets everything come to rest."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.calamities = Calamities(region)
        self.attackers = Attackers(region)
        self.keepers = Keepers(region)
        self.sales = 0
        self._published = region.now

    def run(self, sales: int, checkpoint: Callable[[], None], go_on: Callable[[], bool] = lambda: True) -> None:
        """Try this many sales; `checkpoint` after every thousand."""
        checked = 0
        while self.sales < sales and go_on():
            self.step()
            if self.sales - checked >= CHECK_EVERY:
                checked = self.sales
                checkpoint()

    def step(self) -> None:
        """One act at one counter, and whatever the time until then brings."""
        region, chance = self.region, self.region.chance
        region.now = type(region.now)(region.now + chance.random.randrange(5_000, 90_000))
        chance.burst = max(0, chance.burst - 1)
        if chance.happens(0.003):
            chance.burst = chance.random.randint(5, 40)
        self.calamities.pass_time()
        if calamity := chance.fault(CALAMITIES, chance.rate / 4):
            self.calamities.strike(calamity)
        crime = chance.weights["attack"]
        if chance.happens(crime * 0.002) and region.desk.running:
            self.attackers.begin()
        if chance.happens(min(0.3, crime * 0.02)):
            self.attackers.turn()
        crime = chance.weights["keeper"]
        if chance.happens(crime * 0.001):
            self.keepers.begin()
        if chance.happens(min(0.3, crime * 0.03)):
            self.keepers.turn()
        machine, member = self._somewhere()
        if machine is None or member is None:
            region.now = type(region.now)(region.now + DAY // 24)
            return
        act = self._act(machine, member)
        if self.region.truth.cards[member.card].top.balance < LOW and (loader := self._loader()):
            machine, act = loader, "load"
        word = region.serve(machine, member, act)
        self.sales += act == "sale"
        if word == "code-damaged" and region.desk.running:
            region.serve(region.desk, member, "inquire")
        if machine.running and chance.happens(1 / SYNC_EVERY):
            region.synchronise(machine)
        if region.now - self._published > DAY // 4:
            self._published = region.now
            region.synchronise(region.desk)
            region.office.work_at_night()

    def _somewhere(self) -> tuple[Machine | None, Member | None]:
        region = self.region
        machines = [one for one in region.machines if one.running and one is not region.desk]
        members = region.here()
        random = region.random
        return (random.choice(machines) if machines else None, random.choice(members) if members else None)

    def _loader(self) -> Machine | None:
        loaders = [one for one in self.region.machines if one.running and one is not self.region.desk and can_load(one)]
        return self.region.random.choice(loaders) if loaders else None

    def _act(self, machine: Machine, member: Member) -> str:
        act = self.region.random.choices(list(ACTS), list(ACTS.values()))[0]
        return "sale" if act in CREDITS and not can_load(machine) else act

    # The quiet period (INTEGRITY 12.3, rule 6)

    def come_to_rest(self) -> None:
        """No more faults: every living terminal synchronises, every open change is settled, every card is tapped.

        Twice, a day apart: what follows from the first round (claims, cases) is made in the night between. Then a fortnight:
        what nobody told of by then is asked about.
        """
        region, chance = self.region, self.region.chance
        self.calamities.end_all()
        chance.rate = chance.burst = 0
        chance.weights = dict.fromkeys(chance.weights, 0.0)
        region.office.kill_in = 0
        for wire in region.wires.values():
            wire.clean, wire.down = True, False
        for machine in [*region.cupboard]:
            region.cupboard.remove(machine)
            region.machines.append(machine)
        for machine in [*region.machines]:
            if not machine.running:
                region.boot(machine)
        inspector = region.add_machine(LOADING | region.desk.papers.roles)
        self._talk()
        for member in region.members:
            member.away_until = 0
        self._settle_open()
        for _ in range(2):
            for member in region.members:
                region.now = type(region.now)(region.now + MINUTE)
                region.serve(inspector, member, "inquire")
                region.serve(inspector, member, "small load")
            self._talk()
            region.now = type(region.now)(region.now + 25 * 60 * MINUTE)
            self._talk()
        region.now = type(region.now)(region.now + PATIENCE)
        self._talk()
        self.attackers.confess()
        self.keepers.confess()

    def _settle_open(self) -> None:
        region = self.region
        for machine in [*region.machines]:
            cards = {change.intent.card for change in machine.journal.state.open.values()} if machine.running else set()
            for card in sorted(cards):
                member = region.member_of((int(card.number), card.instance))
                region.serve(machine, member, "inquire")

    def _talk(self) -> None:
        """Twice: what came in last time is published in between."""
        region = self.region
        for _ in range(2):
            for machine in [one for one in region.machines if one.running and not one.mute]:
                region.set_clock(machine)
                told = machine.synchronise()
                region.truth.note("rest", machine.unit, str(told))
            region.now = type(region.now)(region.now + MINUTE)
            region.office.book()
            region.office.work_at_night()
