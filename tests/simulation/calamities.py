"""What happens between sales: lines fail, fuses blow, terminals burn, cards with journals are copied, servers are restored."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from server.stick import answer_stick
from terminal.journal.store import JournalFault
from tests.simulation.disk import Image
from tests.simulation.machine import Machine
from tests.simulation.region import MINUTE, Region

HOUR = 60 * MINUTE
DAY = 24 * HOUR
OF_HONEST_SHOPS = frozenset({"sd_copied", "sd_restored", "clock_jump", "stick", "stick_lost"})
"""What does not strike a terminal whose keeper cheats: its evidence would be another's."""


class Calamities:
    """One region's bad luck. `pass_time` ends what was to end by now."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self._ends: list[tuple[int, Callable[[], None]]] = []
        self._sticks: list[Path] = []
        self._images: dict[int, Image] = {}

    def pass_time(self) -> None:
        """Everything whose time has come."""
        due = [end for when, end in self._ends if when <= self.region.now]
        self._ends = [(when, end) for when, end in self._ends if when > self.region.now]
        for end in due:
            end()

    def end_all(self) -> None:
        """Lines and power are back everywhere; sticks that were lost stay lost."""
        for _, end in self._ends:
            end()
        self._ends.clear()

    def strike(self, name: str) -> None:
        """Let one happen."""
        region = self.region
        region.truth.count(f"calamity_{name}")
        machine = region.random.choice([one for one in region.machines if one is not region.desk])
        if machine.crooked and name in OF_HONEST_SHOPS:
            return
        match name:
            case "outage":
                self._outage(machine)
            case "dark":
                if machine.running:
                    machine.crash(region.random)
                    self._later(12 * HOUR, lambda: self._light(machine))
            case "clock_jump":
                jump = region.random.choice((-1, 1)) * region.random.choice((2_000, HOUR, DAY, 400 * DAY))
                machine.clock.step(type(region.now)(max(1, machine.clock.now() + jump)))
                self._later(2 * DAY, lambda: machine.clock.step(region.now))
            case "destroyed":
                self._destroy(machine)
            case "sd_copied":
                self._copy(machine)
            case "sd_restored":
                self._restore_sd(machine)
            case "server_killed":
                region.office.kill_in = region.random.randint(1, 120)
            case "backup_taken":
                region.office.back_up()
            case "backup_restored":
                if region.office.restore():
                    region.truth.count("struck_backup_restored")
            case "stick" | "stick_lost":
                self._stick(machine, lost=name == "stick_lost")
            case "vanish":
                member = region.random.choice(region.members)
                member.away_until = region.now + region.random.choice((DAY, 10 * DAY, 90 * DAY))

    def _later(self, most: int, end: Callable[[], None]) -> None:
        self._ends.append((self.region.now + self.region.random.randrange(MINUTE, most), end))

    def _outage(self, machine: Machine) -> None:
        wire = self.region.wires[machine.unit]
        wire.down = True
        self._later(self.region.random.choice((HOUR, DAY, 7 * DAY)), lambda: setattr(wire, "down", False))

    def _light(self, machine: Machine) -> None:
        if machine in self.region.machines and not machine.running:
            self.region.boot(machine)

    def _destroy(self, machine: Machine) -> None:
        """The terminal burns with everything that it had not sent."""
        region = self.region
        if machine.running:
            machine.crash(region.random)
        machine.disk.destroy()
        machine.ruined = True
        region.truth.lost_units.add(machine.unit)
        region.truth.note("destroyed", machine.unit)
        region.put_away(machine)

    def _copy(self, machine: Machine) -> None:
        """Somebody starts a copy of the journal on another machine; both sell on."""
        region = self.region
        if not machine.running:
            return
        region.truth.alarming.add(machine.number)
        twin = region.new_unit(machine.papers.roles, papers=machine.papers)
        twin.disk.write(machine.disk.image())
        region.truth.note("copied", machine.unit, twin.unit)
        region.boot(twin)

    def _restore_sd(self, machine: Machine) -> None:
        """An image of the card that was made some time ago is put back; the first time one is made."""
        region = self.region
        image = self._images.pop(machine.unit, None)
        if not machine.running:
            return
        if image is None:
            self._images[machine.unit] = machine.disk.image()
            return
        machine.crash(region.random)
        region.truth.alarming.add(machine.number)
        region.truth.count("struck_sd_restored")
        machine.disk.write(image)
        region.boot(machine)

    def _stick(self, machine: Machine, *, lost: bool) -> None:
        """A stick is carried to head office, answered there late, and brought back to whoever sells then; or it is lost."""
        region = self.region
        if not machine.running:
            return
        region.set_clock(machine)
        folder = region.folder / f"stick-{region.truth.steps}"
        folder.mkdir()
        try:
            told = machine.line.export(folder)
        except JournalFault:
            return
        region.truth.note("stick", machine.unit, told.get("waiting"))
        if lost:
            return
        self._later(5 * DAY, lambda: self._arrive(folder, machine))

    def _arrive(self, folder: Path, machine: Machine) -> None:
        region = self.region

        def answer(packet: bytes) -> bytes:
            return region.office.answer(packet) or b""

        answer_stick(folder, answer)
        if machine.running:
            machine.line.import_from(folder)
