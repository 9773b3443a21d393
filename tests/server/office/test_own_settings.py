"""If these failed, a stall's own settings would be another one's, or a terminal could not be told them."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from protocol.ids import TerminalId
from protocol.link.own_settings import parameters_for
from protocol.link.parameters_codec import FIELDS
from protocol.link.tables import OwnSetting, Parameters, TableKind, Target
from protocol.money import Money
from server.database import run, writing
from server.masters.own_settings import OWN, all_own, column_of, put_own, told
from server.settlement.publish import publish
from server.settlement.published import newest
from server.settlement.tables import told_parameters
from server.usecases.catalogue.rolling_back import roll_back
from server.usecases.staff.roles import Role
from tests.server.head_office import NOON, SERVER_KEYS, HeadOffice, certificate_of
from tests.server.journal import Journal
from tests.server.office.catalogue_world import build_catalogue
from tests.server.office.stage import TESTER, Browser, Stage, deeds
from tests.server.office.test_publishing import SHOWN, send

DESK = TerminalId(9)
"""Of group 0."""
SQLITE = pytest.mark.parametrize("books", ["sqlite"], indirect=True)
GROUP, TERMINAL = "/office/parameters/groups/0", f"/office/parameters/terminals/{DESK}"


@pytest.fixture
def admin(stage: Stage) -> Browser:
    build_catalogue()
    HeadOffice().send(certificate_of(DESK), Journal(terminal=DESK).poll())
    return stage.signed_in("ann", Role.ADMINISTRATOR)


def send_settings(browser: Browser, path: str, **values: str) -> TestResponse:
    """As a browser does: a choice is always sent."""
    return browser.post(path, **({"contact_offline_load": ""} | values))


def published() -> Parameters:
    found = newest(TableKind.PARAMETERS)
    assert found is not None
    assert isinstance(found.table, Parameters)
    return found.table


def test_what_is_kept_for_a_group_or_a_terminal_is_told_as_it_was_and_changed_as_a_whole(admin: Browser) -> None:
    shop = told_parameters()
    with writing():
        put_own(Target.TERMINAL, DESK, {name: column_of(getattr(shop, name)) for name in FIELDS if name in _own_columns()})
    assert all_own() == tuple(
        OwnSetting(Target.TERMINAL, DESK, name, getattr(shop, name)) for name in FIELDS if name in _own_columns()
    )
    with writing():
        put_own(Target.GROUP, 3, {"low_balance": Money(7), "contact_offline_load": True, "receipt_foot": " a\nb"})
        put_own(Target.TERMINAL, DESK, {})
    assert [(one.name, one.value) for one in told_parameters().own] == [
        ("receipt_foot", (" a", "b")),
        ("contact_offline_load", True),
        ("low_balance", Money(7)),
    ]


def _own_columns() -> set[str]:
    return {setting.stored for setting in OWN}


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("receipt_head", " a\n\nb"),
        ("languages", "en\nzh-Hans"),
        ("one_tap", "1\n22"),
        ("pay_out_reasons", "2 Bread and milk"),
        ("one_tap", ""),
    ],
)
def test_a_list_comes_back_into_its_column_as_it_was(column: str, text: str) -> None:
    assert column_of(told(column, text)) == text


@SQLITE
def test_a_page_says_which_value_holds_and_why(admin: Browser) -> None:
    admin.get(GROUP)
    kept = send_settings(
        admin, GROUP, own_idle_minutes="y", idle_minutes="3", own_narrow_after_minutes="y", narrow_after_minutes="4000"
    )
    assert "Kept." in kept.text
    assert "its group" in kept.text
    admin.get(TERMINAL)
    page = send_settings(admin, TERMINAL, own_stop_after_minutes="y", stop_after_minutes="600", low_balance="7").text
    for words in ("Settings of terminal 9", "its group", "this terminal", "it takes no card any more by then"):
        assert words in page, words
    assert "so already" in send_settings(admin, TERMINAL, own_stop_after_minutes="y", stop_after_minutes="600").text
    here = parameters_for(told_parameters(), 0, DESK)
    assert (here.idle_minutes, here.narrow_after_minutes, here.stop_after_minutes) == (3, 600, 600)
    assert here.low_balance == told_parameters().low_balance
    assert deeds()[-2:] == ["own settings kept"] * 2
    overview = admin.get("/office/parameters").text
    assert "Group 0 (2)" in overview
    assert "Terminal 9 (1)" in overview


@SQLITE
def test_what_cannot_hold_is_told_beside_its_field_and_nobody_is_given_any(admin: Browser) -> None:
    admin.get(GROUP)
    answer = send_settings(admin, GROUP, own_narrow_divisor="y", narrow_divisor="0", own_low_balance="y", low_balance="1.234")
    assert answer.status_code == 422
    assert "from 1 to 255" in answer.text
    assert "at most 2 decimals" in answer.text
    long = "\n".join(f"{code} {'x' * 100}" for code in range(1, 100))
    assert "No terminal can be told this" in send_settings(admin, GROUP, own_pay_out_reasons="y", pay_out_reasons=long).text
    assert run("SELECT COUNT(*) FROM own_setting").fetchone() == (0,)
    for path in ("/office/parameters/groups/32", "/office/parameters/terminals/77"):
        assert admin.get(path).status_code == 404


@SQLITE
def test_own_settings_are_published_as_they_were_shown_and_taken_back_with_their_version(admin: Browser) -> None:
    publish(SERVER_KEYS, NOON)
    admin.get(TERMINAL)
    send_settings(admin, TERMINAL, own_low_balance="y", low_balance="7.50")
    page = admin.get("/office/publish").text
    assert "terminal 9: Warn below" in page
    assert "7.50" in page
    assert {kind for kind, _ in SHOWN.findall(page)} == {"PARAMETERS"}
    assert "Published" in send(admin, "PARAMETERS")
    assert published().own == (OwnSetting(Target.TERMINAL, DESK, "low_balance", Money(750)),)
    roll_back(TableKind.PARAMETERS, 1, "too much", SERVER_KEYS, TESTER, NOON)
    assert published().own == ()
    roll_back(TableKind.PARAMETERS, 2, "it was right", SERVER_KEYS, TESTER, NOON)
    assert len(published().own) == 1
