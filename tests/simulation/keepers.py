"""Keepers of terminals who cheat head office: they withhold what was sold, edit the journal, or set the clock.

Such a terminal is marked in the truth from the first crooked act on. A keeper has the terminal's own keys, so that whatever he
sends is well signed. What customers' cards say is beyond his reach: that is the evidence (`Truth.glimpses`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.simulation import forgery
from tests.simulation.books import declared_in_batches
from tests.simulation.chance import SCHEMES
from tests.simulation.machine import Machine
from tests.simulation.records import Key
from tests.simulation.region import MINUTE, Region
from tests.simulation.truth import Crime

HOUR = 60 * MINUTE
PATIENCE = 12
"""After so many turns without an occasion, or of silence, a keeper closes his shop."""
UNTOLD, UNCONFIRMED, CONTRADICTED, SUSPECT_CLOCK = 29, 30, 31, 24
FORBIDDEN = (forgery.edit_told, forgery.edit_without_chain)
"""After these the terminal's own program must refuse to sell."""
QUESTIONS = frozenset({UNTOLD, UNCONFIRMED})


@dataclass(slots=True)
class Scheme:
    """What one keeper does. `facts` are the changes whose records only customers' cards still have as they were made.

    `seen_at`: the step at which head office received something that nobody honest can have sent; otherwise it is for cards
    to tell.
    """

    kind: str
    machine: Machine
    kinds: frozenset[int]
    facts: set[Key] = field(default_factory=set)
    turns: int = 0
    done: bool = False
    seen_at: int | None = None
    batches: int = 0


class Keepers:
    """All keepers of a region who cheat. Each turn one of them sees whether his time has come."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.schemes: list[Scheme] = []
        self._kinds: dict[str, tuple[Callable[[Scheme], None], frozenset[int]]] = {
            "silent": (self._keep_silent, QUESTIONS),
            "batches_withheld": (self._keep_silent, QUESTIONS),
            "tail_cut": (self._cut, QUESTIONS),
            "amount_edited": (self._edit, frozenset({CONTRADICTED})),
            "told_edited": (self._edit_told, QUESTIONS),
            "edited_without_chain": (self._edit_badly, QUESTIONS),
            "clock_ahead": (self._set_clock, frozenset({SUSPECT_CLOCK})),
        }

    def begin(self) -> None:
        """A keeper makes up his mind; honest shops are left beside his."""
        region = self.region
        honest = [one for one in region.machines if one.running and one is not region.desk and not one.crooked]
        if len(honest) < 2:
            return
        kind, machine = region.chance.pick(SCHEMES), region.random.choice(honest)
        if kind is None or any(other.number == machine.number for other in region.everything() if other is not machine):
            return
        machine.crooked = True
        region.truth.forget(machine.unit)  # what he has not told of other keepers' records yet, he may never tell
        machine.mute = kind != "batches_withheld"
        region.wires[machine.unit].withholds = kind == "batches_withheld"
        region.truth.count(f"crime_{kind}")
        region.truth.alarming.add(machine.number)
        self.schemes.append(Scheme(kind, machine, self._kinds[kind][1]))

    def turn(self) -> None:
        """One keeper goes on with what he is about."""
        going_on = [one for one in self.schemes if not one.done]
        if not going_on:
            return
        scheme = self.region.random.choice(going_on)
        scheme.turns += 1
        if not scheme.machine.running:
            scheme.done = True
        elif scheme.kind in self._kinds:
            self._kinds[scheme.kind][0](scheme)

    def confess(self) -> None:
        """Tell the truth what came of each scheme."""
        truth, told = self.region.truth, declared_in_batches(self.region.office.books)
        for one in self.schemes:
            if one.kind in ("silent", "batches_withheld"):
                one.facts |= truth.made_by(one.machine.number) - told
            known = frozenset(key for key in one.facts if truth.glimpses[key])
            seen = one.seen_at is not None and not truth.forgotten(one.seen_at)
            evidence = seen or bool(known)
            # A journal that was edited and then never sent contradicts nothing: its records are those of one who keeps silent.
            kinds = QUESTIONS if CONTRADICTED in one.kinds and not one.facts <= told else one.kinds
            truth.crimes.append(
                Crime(one.kind, None, evidence, len(one.facts), 0, one.machine.number, kinds, frozenset() if seen else known)
            )

    def _keep_silent(self, scheme: Scheme) -> None:
        """He sells on, and nothing of it is ever sent; at last he is gone."""
        if scheme.turns > PATIENCE:
            self._close(scheme)

    def _cut(self, scheme: Scheme) -> None:
        """The end of the journal is thrown away, from some change on that was not sent yet."""
        self._rewrite(scheme, forgery.cut)

    def _edit(self, scheme: Scheme) -> None:
        """Another amount for a sale that was not sent yet, and a chain that fits."""
        self._rewrite(scheme, forgery.edit)

    def _edit_badly(self, scheme: Scheme) -> None:
        """Another amount, without the knowledge of the chain: the terminal's own program refuses such a journal."""
        self._rewrite(scheme, forgery.edit_without_chain)

    def _edit_told(self, scheme: Scheme) -> None:
        """Another amount for a sale that head office was told of already: the program refuses that too."""
        self._rewrite(scheme, forgery.edit_told)

    def _rewrite(self, scheme: Scheme, forge: forgery.Forge) -> None:
        region, machine = self.region, scheme.machine
        machine.stop()
        found = forge(machine.disk.path, machine.number, region.random)
        region.truth.note("rewritten", scheme.kind, machine.unit, sorted(found.gone), found.edited)
        scheme.facts |= found.gone
        if found.edited is not None and scheme.kind == "amount_edited":
            scheme.facts.add(found.edited)
            region.truth.falsify(found.edited)
        ready = region.boot(machine)
        if ready and found and forge in FORBIDDEN:
            region.truth.complaints.append(f"terminal {machine.number} sells on with a journal that was edited")
        if found or scheme.turns > PATIENCE:
            scheme.done, machine.mute = True, False

    def _set_clock(self, scheme: Scheme) -> None:
        """A day or more ahead, so that every card has its day's limit anew; he sends while the clock is still wrong."""
        region, machine = self.region, scheme.machine
        if scheme.turns == 1:
            machine.clock.step(type(region.now)(machine.clock.now() + region.random.randint(24, 60) * HOUR))
            scheme.batches = machine.journal.state.last_sequence
        elif scheme.turns > PATIENCE // 2:
            ahead = machine.clock.now() > region.now + HOUR and machine.journal.state.last_sequence > scheme.batches
            scheme.done, machine.mute = True, False
            if self._told(machine) > 0 and ahead:
                scheme.seen_at = region.truth.steps
            machine.clock.step(region.now)

    def _told(self, machine: Machine) -> int:
        """Send everything over a good line; how many batches were acknowledged."""
        wire, region = self.region.wires[machine.unit], self.region
        clean, down, region.office.kill_in = wire.clean, wire.down, 0
        wire.clean, wire.down = True, False
        region.set_clock(machine)
        told = machine.synchronise()
        wire.clean, wire.down = clean, down
        return int(str(told.get("acknowledged", 0)))

    def _close(self, scheme: Scheme) -> None:
        scheme.done = True
        scheme.machine.stop()
        self.region.put_away(scheme.machine)
