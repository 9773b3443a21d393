"""If these failed, a shop could not be written down, or a setting would be kept that no terminal can take."""

from __future__ import annotations

import pytest

from protocol.link.parameters_codec import parameters_fault
from protocol.money import Money
from server.database import run, writing
from server.masters.settings import SETTINGS
from server.office.forms.parameters import LABELS
from server.settlement.tables import the_parameters
from server.usecases.staff.roles import Role
from tests.server.office.catalogue_world import build_catalogue
from tests.server.office.stage import Browser, Stage

SHOP = {
    "name": "Canteen",
    "currency": "GBP",
    "digits": "2",
    "utc_offset_minutes": "-60",
    "language": "en",
    "languages": "zh-Hans zh-Hant",
    "receipt_head": "  Canteen\nNorth Hall\n",
    "receipt_foot": "",
    "balance_max": "500.00",
    "low_balance": "5",
    "near_expiry_days": "30",
    "contact_share": "4",
    "contact_offline_load": "y",
    "narrow_after_minutes": "1440",
    "stop_after_minutes": "4320",
    "narrow_divisor": "2",
    "narrow_pin_above": "50",
    "stored_records_max": "2000",
    "stored_sum_max": "20000",
    "idle_minutes": "0",
    "one_tap": "22 1",
    "pay_out_reasons": "7 Ice\n2 Bread and milk",
    "difference_max": "1.50",
    "ready_disk_mib": "200",
    "ready_clock_seconds": "120",
}


@pytest.fixture
def administrator(stage: Stage) -> Browser:
    return stage.signed_in("ann", Role.ADMINISTRATOR)


def test_p2_every_setting_has_a_field_and_a_name() -> None:
    assert set(LABELS) == set(SHOP) == {setting.key for setting in SETTINGS}


def test_p1_a_shop_is_written_down_on_a_page_and_read_back_as_it_was(administrator: Browser) -> None:
    assert "no shop yet" in administrator.get("/office/parameters").text
    assert "Kept." in administrator.post("/office/parameters", **SHOP).text
    kept = the_parameters()
    assert parameters_fault(kept) is None
    assert (kept.receipt_head, kept.one_tap, kept.balance_max) == (("  Canteen", "North Hall"), (1, 22), Money(50_000))
    assert [(one.code, one.name) for one in kept.pay_out_reasons] == [(2, "Bread and milk"), (7, "Ice")]
    assert "That is so already" in administrator.post("/office/parameters", **SHOP).text
    administrator.get("/office/parameters")
    administrator.post("/office/parameters", **(SHOP | {"digits": "0", "currency": "JPY", "difference_max": "1"}))
    assert the_parameters().currency == "GBP"  # 500.00 is no amount without decimals


def test_all_mistakes_are_told_at_once_each_beside_its_field(administrator: Browser) -> None:
    administrator.get("/office/parameters")
    wrong = {
        "currency": "pounds",
        "contact_share": "0",
        "idle_minutes": "x",
        "balance_max": "0",
        "pay_out_reasons": "Ice",
        "languages": "en en",
        "receipt_foot": "a\n" * 21,
        "low_balance": "1.234",
    }
    answer = administrator.post("/office/parameters", **(SHOP | wrong))
    assert answer.status_code == 422
    for words in (
        "three capital letters",
        "from 1 to 255",
        "not a whole number",
        "cannot be zero",
        "a number, a space and a name",
        "none twice",
        "At most 20 lines",
        "at most 2 decimals",
    ):
        assert words in answer.text, words
    assert 'value="pounds"' in answer.text
    assert run("SELECT COUNT(*) FROM parameter").fetchone() == (0,)
    early = administrator.post("/office/parameters", **(SHOP | {"stop_after_minutes": "10"}))
    assert "would stop before" in early.text


def test_currency_and_decimals_are_fixed_as_soon_as_something_is_priced(administrator: Browser) -> None:
    build_catalogue()
    administrator.get("/office/parameters")
    assert "Currency and decimals stay" in administrator.post("/office/parameters", **(SHOP | {"currency": "EUR"})).text
    assert "Kept." in administrator.post("/office/parameters", **SHOP).text
    with writing():
        run("DELETE FROM item")
    administrator.get("/office/parameters")
    assert "Kept." in administrator.post("/office/parameters", **(SHOP | {"currency": "EUR"})).text
