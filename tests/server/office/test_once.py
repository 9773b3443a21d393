"""If these failed, a double click would do a thing twice, or a changed form would be taken for one that was done."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from protocol.instants import MS_PER_MINUTE, Instant
from server.database import database, run, writing
from server.usecases.declined import Declined, Reason
from server.usecases.once import HOURS_KEPT, Outcome, Sent, do_once
from server.usecases.staff.roles import Role
from tests.server.head_office import NOON
from tests.server.office.stage import Stage

FORM = Sent("00" * 16, 1, "office.some", [("amount", "5")])


def add_region() -> str:
    (number,) = run("SELECT COUNT(*) FROM region").fetchone()
    run("INSERT INTO region (id, name) VALUES (%s, 'made')", (number + 1,))
    return f"/region/{number + 1}"


def refused() -> str:
    add_region()
    raise Declined(Reason.NOT_NEEDED)


def regions() -> int:
    (number,) = run("SELECT COUNT(*) FROM region").fetchone()
    return int(number)


@pytest.mark.usefixtures("books")
def test_two_clicks_at_the_same_moment_do_it_once_and_find_the_same_outcome() -> None:
    together = Barrier(2)

    def click() -> Outcome:
        with database.connection_context():
            together.wait()
            return do_once(FORM, add_region, NOON)

    with ThreadPoolExecutor(2) as clicks:
        found = [one.result() for one in [clicks.submit(click), clicks.submit(click)]]
    assert {one.address for one in found} == {"/region/1"}
    assert sorted(one.again for one in found) == [False, True]
    assert regions() == 1


@pytest.mark.parametrize("books", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("books")
def test_a_key_is_one_persons_at_one_place_for_one_content_and_a_day() -> None:
    with pytest.raises(Declined), writing():
        do_once(FORM, refused, NOON)
    assert regions() == 0
    assert not do_once(FORM, add_region, NOON).again
    with pytest.raises(Declined) as caught:
        do_once(Sent(FORM.key, 1, FORM.endpoint, [("amount", "6")]), add_region, NOON)
    assert caught.value.reason is Reason.SENT_BEFORE
    assert not do_once(Sent(FORM.key, 2, FORM.endpoint, FORM.fields), add_region, NOON).again
    assert not do_once(Sent(FORM.key, 1, "office.other", FORM.fields), add_region, NOON).again
    late = Instant(NOON + (HOURS_KEPT * 60 + 1) * MS_PER_MINUTE)
    assert not do_once(FORM, add_region, late).again
    assert run("SELECT COUNT(*) FROM form_once").fetchone()[0] == 1


@pytest.mark.parametrize("books", ["sqlite"], indirect=True)
def test_a_proposal_that_is_sent_twice_is_one_and_a_changed_one_asks_before_it_is_another(stage: Stage) -> None:
    browser = stage.signed_in("ann", Role.ADMINISTRATOR)
    page = browser.get("/office/staff/1").text
    for _ in range(2):
        browser.page = page
        browser.post("/office/staff/1/reset", reason="forgotten")
    assert "sent twice and done once" in browser.page
    browser.page = page
    assert browser.post("/office/staff/1/reset", reason="stolen").status_code == 422
    assert "with something else in it" in browser.page
    browser.post("/office/staff/1/reset", reason="stolen")
    assert "Proposal 2" in browser.page
    browser.page = page
    assert "Open the page again" in browser.post("/office/staff/1/reset", reason="forgotten", once="me").text
