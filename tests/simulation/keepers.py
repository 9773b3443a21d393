"""Keepers of terminals who cheat head office: they withhold what was sold, edit the journal, or set the clock.

Such a terminal is marked in the truth from the first crooked act on. A keeper has the terminal's own keys, so that whatever he
sends is well signed. What customers' cards say is beyond his reach: once a terminal has told head office of it, it is evidence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.simulation import forgery
from tests.simulation.chance import SCHEMES
from tests.simulation.machine import Machine
from tests.simulation.region import MINUTE, Region
from tests.simulation.truth import Fraud

HOUR = 60 * MINUTE
PATIENCE = 12
"""After so many turns without an occasion, or of silence, a keeper closes his shop."""
FORBIDDEN = (forgery.edit_told, forgery.edit_without_chain)
"""After these the terminal's own program must refuse to sell."""


@dataclass(slots=True)
class Scheme:
    """What one keeper does."""

    kind: str
    machine: Machine
    turns: int = 0
    done: bool = False


class Keepers:
    """All keepers of a region who cheat. Each turn one of them sees whether his time has come."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.schemes: list[Scheme] = []
        self._kinds: dict[str, Callable[[Scheme], None]] = {
            "silent": self._keep_silent,
            "batches_withheld": self._keep_silent,
            "tail_cut": self._cut,
            "amount_edited": self._edit,
            "told_edited": self._edit_told,
            "edited_without_chain": self._edit_badly,
            "clock_ahead": self._set_clock,
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
        machine.mute = kind != "batches_withheld"
        region.wires[machine.unit].withholds = kind == "batches_withheld"
        region.truth.count(f"crime_{kind}")
        region.truth.alarming.add(machine.number)
        self.schemes.append(Scheme(kind, machine))

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
            self._kinds[scheme.kind](scheme)

    def confess(self) -> None:
        """Tell the truth what each of them was about."""
        self.region.truth.frauds += [Fraud(one.kind, one.machine.number) for one in self.schemes]

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
        if found.edited is not None and scheme.kind == "amount_edited":
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
        elif scheme.turns > PATIENCE // 2:
            scheme.done, machine.mute = True, False
            self._tell(machine)
            machine.clock.step(region.now)

    def _tell(self, machine: Machine) -> None:
        """Send everything over a good line."""
        wire, region = self.region.wires[machine.unit], self.region
        clean, down, region.office.kill_in = wire.clean, wire.down, 0
        wire.clean, wire.down = True, False
        region.set_clock(machine)
        machine.synchronise()
        wire.clean, wire.down = clean, down

    def _close(self, scheme: Scheme) -> None:
        scheme.done = True
        scheme.machine.stop()
        self.region.put_away(scheme.machine)
