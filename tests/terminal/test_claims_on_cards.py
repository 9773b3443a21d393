"""If these failed, a credit of head office would be lost or doubled by a power cut, a torn card or a card pulled away."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from protocol.ids import CardInstance, CardNumber
from protocol.link.entries import Medium
from protocol.link.sums import SumKind
from protocol.link.tables import Claim, ClaimReason
from protocol.money import Money
from terminal.drivers.card_reader.chip import Chip, Tear
from terminal.sale import events as on
from terminal.sale.receipt import SlipKind
from tests.support.shop import CAKE, TODAY, Till, catalogue, chain_on, leases, make_card
from tests.terminal.test_crash_points import PowerCut, at_apdu, at_sync, cut, pull, tear

NUMBER, START, OWED = 1001, 5_000, 3_000
CLAIM = Claim(31, CardInstance(CardNumber(NUMBER), 1), ClaimReason.SUBSIDY, Money(OWED), TODAY)
BOOKS = catalogue().installing(2, leases(CLAIM))

Arm = Callable[[Till, Chip], None]


def balance(chip: Chip, medium: Medium) -> int:
    chain = chain_on(chip, medium, NUMBER)
    assert chain is not None, "the card is dead"
    return chain.current.balance.minor


def written(till: Till) -> list[tuple[int, Money]]:
    return [(part.count, part.amount) for part in till.journal.state.totals if part.kind is SumKind.CLAIMS]


@pytest.mark.parametrize("medium", Medium)
def test_n9_a_tap_brings_the_credit_once_with_a_slip_and_another_terminal_brings_none(tmp_path: Path, medium: Medium) -> None:
    till, other, chip = Till(tmp_path, medium, 1, books=BOOKS), Till(tmp_path, medium, 2), make_card(medium, NUMBER, START)
    other.tap(chip)
    assert other.face.codes == ["balance"]
    other.lift()
    till.tap(chip)
    assert till.face.codes == ["claim-done", "balance"]
    slip = till.journal.state.last_slip
    assert slip is not None
    printed = till.terminal.slips.slip(slip, BOOKS)
    assert (printed.kind, printed.total, printed.balance_after) == (SlipKind.CLAIM, Money(OWED), Money(START + OWED))
    till.lift()
    till.restart()
    till.tap(chip)
    assert till.face.codes == ["balance"]
    assert balance(chip, medium) == START + OWED
    assert written(till) == [(1, Money(OWED))]


def test_a_load_in_doubt_has_a_slip_of_its_own_and_no_balance_on_it(tmp_path: Path) -> None:
    till, chip = Till(tmp_path, Medium.MIFARE_1K), make_card(Medium.MIFARE_1K, NUMBER, START)
    until = till.journal.syncs + 1
    till.journal._at_sync = lambda moment: chip.pull_at(1) if moment == "after" and till.journal.syncs == until else None
    till.reader.insert(chip)
    till.key(on.LoadKeyed(Money(1_000)))
    (change,) = till.journal.state.open.values()
    slip = till.terminal.slips.slip(change.reference, till.books)
    assert (slip.kind, slip.total, slip.balance_after) == (SlipKind.LOAD_IN_DOUBT, Money(1_000), None)
    assert any("LOAD IN DOUBT" in line for line in till.printer.roll[-1].lines)


def faults(medium: Medium) -> list[tuple[str, Arm]]:
    """A power cut and a pulled card around every command of the first thirty, every sync, and every kind of tear."""
    found: list[tuple[str, Arm]] = []
    for number in range(1, 31):
        found += [(f"power cut before APDU {number}", at_apdu(number, "on_apdu"))]
        found += [(f"power cut after APDU {number}", at_apdu(number, "on_done"))]
        found += [(f"card pulled after APDU {number}", pull(number, True))]
    for moment in ("before", "written", "after"):
        found += [(f"power cut {moment} sync {number}", at_sync(moment, number, cut)) for number in (1, 2)]
    writes = 3 if medium is Medium.MIFARE_1K else 6
    for how in Tear:
        at_byte = 0 if medium is Medium.MIFARE_1K else 1
        found += [(f"write {write} {how.name}", tear(write, how, at_byte, False)) for write in range(1, writes + 1)]
    return found


@pytest.mark.parametrize("follow_up", ["same", "age same", "other same"])
@pytest.mark.parametrize("medium", Medium)
def test_whatever_happens_the_credit_is_on_the_card_once_when_it_comes_back(
    tmp_path: Path, medium: Medium, follow_up: str
) -> None:
    pattern = make_card(medium, NUMBER, START)
    image = pattern.dump()
    for case, (name, arm) in enumerate(faults(medium)):
        folder = tmp_path / str(case)
        folder.mkdir()
        till = Till(folder, medium, 1, books=BOOKS, lineages=count(1))
        other = Till(folder, medium, 2, lineages=count(1_000))
        pattern.disarm()
        pattern.on_apdu = pattern.on_done = pattern.on_leave = None
        pattern.age()
        pattern.restore(image)
        arm(till, pattern)
        died = False
        try:
            till.tap(pattern)
        except PowerCut:
            died = True
        pattern.disarm()
        pattern.on_apdu = pattern.on_done = pattern.on_leave = None
        till.journal._at_sync = lambda moment: None
        till.lift()
        if died:
            till.restart()
        spent = 0
        for act in follow_up.split():
            if act == "age":
                pattern.age()
            elif act == "other":
                other.sell(pattern, CAKE)
                spent = 350 if other.face.codes[-1] == "paid" else 0
                other.lift()
            else:
                till.tap(pattern)
        if till.face.codes[-1] != "code-damaged":
            assert balance(pattern, medium) == START + OWED - spent, f"{name}: {till.face.codes}"
            assert written(till) == [(1, Money(OWED))], name
            assert not till.journal.state.open, name
        for one in (till, other):
            one.journal.close()
        shutil.rmtree(folder)
