"""If these failed, a class would cost or allow something else than what was typed, or somebody could change it unseen."""

from __future__ import annotations

import pytest

from protocol.instants import BusinessDay, Instant, date_of
from protocol.money import Money
from server.database import run
from server.office.forms.classes import groups_from, groups_text
from server.settlement.credits.bonuses import Band
from server.settlement.publish import publish
from server.usecases.cards.bonuses import bands_today
from server.usecases.cards.classes import CardKind, class_numbered
from server.usecases.staff.roles import Reach, Role, Scope
from tests.server.head_office import NOON, SERVER_KEYS
from tests.server.journal import TODAY
from tests.server.office.stage import Stage, deeds
from tests.server.test_shop import import_example

TYPED = {
    "id": "4",
    "name": "Guests",
    "kind": "temporary",
    "discount_bp": "7.5",
    "groups": "0, 3",
    "floor": "-1.00",
    "least_sale": "0",
    "soft_sale": "50",
    "hard_sale": "1,200.00",
    "soft_day": "100",
    "hard_day": "2000",
    "sales_day": "0",
    "valid_days": "30",
    "least_load": "5",
    "most_load": "100",
    "deposit": "10",
    "issue": "2.50",
    "back": "0",
    "reissue": "5",
    "swap": "5",
    "renewal": "1",
    "pin": "y",
}


@pytest.mark.parametrize("books", ["sqlite"], indirect=True)
def test_a22_a_class_is_added_changed_audited_and_goes_out_with_the_next_publication(stage: Stage, tmp_path: object) -> None:
    import_example(tmp_path)  # type: ignore[arg-type]
    publish(SERVER_KEYS, NOON)
    finance = stage.signed_in("fin", Role.FINANCE)
    finance.get("/office/classes/new")
    assert "not published yet" in finance.post("/office/classes/new", **TYPED).text
    card_class, card_type = class_numbered(4)
    assert (card_class.discount_bp, card_class.groups, card_class.hard_sale) == (750, 0b1001, Money(120_000))
    assert (card_class.floor, card_type.charges.deposit, card_type.kind) == (Money(-100), Money(1_000), CardKind.TEMPORARY)
    assert (card_type.named, card_type.reportable, card_type.pin) == (False, False, True)
    assert "There is a class with this number already." in finance.post("/office/classes/new", **TYPED).text

    finance.get("/office/classes/4")
    assert "That is so already." in finance.post("/office/classes/4", **TYPED).text
    crossed = finance.post("/office/classes/4", **(TYPED | {"soft_day": "3000"})).text
    assert "above the higher one" in crossed
    assert 'value="3000"' in crossed
    wrong = finance.post("/office/classes/4", **(TYPED | {"hard_day": "ten", "groups": "44", "discount_bp": "101"}))
    assert wrong.status_code == 422
    for words in ("Type it like 12.50", "numbers from 0 to 31", "from 0 to 100", 'value="ten"'):
        assert words in wrong.text
    finance.post("/office/classes/4", **(TYPED | {"deposit": "12"}))
    before, after = run("SELECT before, after FROM audit ORDER BY number DESC LIMIT 1").fetchone()
    assert (before, after) == ('{"deposit":1000}', '{"deposit":1200}')
    assert deeds()[-2:] == ["added", "changed"]
    publish(SERVER_KEYS, Instant(NOON + 1))
    assert "not published yet" not in finance.get("/office/classes/4").text


@pytest.mark.parametrize("books", ["sqlite"], indirect=True)
def test_a_cashier_reads_a_class_and_changes_nothing(stage: Stage, tmp_path: object) -> None:
    import_example(tmp_path)  # type: ignore[arg-type]
    cashier = stage.signed_in("eve", Role.CASHIER, Scope(Reach.BRANCH, 1))
    page = cashier.get("/office/classes/1").text
    assert "Must stay on the card" in page
    assert "Keep" not in page
    assert cashier.post("/office/classes/1", **TYPED).status_code == 403
    assert cashier.get("/office/classes/9").status_code == 404


def test_groups_come_back_as_they_were_typed() -> None:
    assert [groups_text(groups_from(typed)) for typed in ("all", "3, 0", "31")] == ["all", "0, 3", "31"]


@pytest.mark.parametrize("books", ["sqlite"], indirect=True)
def test_a_bonus_is_typed_as_bands_begins_tomorrow_at_the_earliest_and_is_audited(stage: Stage, tmp_path: object) -> None:
    import_example(tmp_path)  # type: ignore[arg-type]
    finance, path, tomorrow = stage.signed_in("fin", Role.FINANCE), "/office/classes/1/bonus", date_of(BusinessDay(TODAY + 1))
    assert "earns nothing beside" in finance.get(path).text
    typed = {"bands": "1,000 = 5.5 %\n\n100=10", "from_day": tomorrow.isoformat()}
    for wrong in ("ten = 1", "100", "100 = 5.55 %"):
        assert "is not a band" in finance.post(path, **(typed | {"bands": wrong})).text, wrong
    for wrong in ("100 = 0", "100 = -1", "100 = 10\n100.00 = 5 %"):
        assert "at most 20 bands" in finance.post(path, **(typed | {"bands": wrong})).text, wrong
    for wrong in ("100 = 100.01", "0 = 0.01", "0.01 = 20,000,000"):
        assert "Give less, or begin at a larger load" in finance.post(path, **(typed | {"bands": wrong})).text, wrong
    assert "tomorrow or later" in finance.post(path, **(typed | {"from_day": date_of(TODAY).isoformat()})).text
    page = finance.post(path, **typed).text
    for words in ("from 100.00 on: 10.00", "from 1,000.00 on: 5.5 %", tomorrow.isoformat()):
        assert words in page
    assert "That is so already." in finance.post(path, **typed).text
    assert bands_today(1, TODAY) == ()
    assert bands_today(1, BusinessDay(TODAY + 1)) == (Band(Money(10_000), Money(1_000)), Band(Money(100_000), tenths=55))
    assert deeds()[-1] == "bonus set"
    assert "no bonus" in finance.post(path, bands="", from_day=date_of(BusinessDay(TODAY + 2)).isoformat()).text
