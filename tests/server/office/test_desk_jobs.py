"""If these failed, somebody at a page would not see how far a desk is, or order and call off what he may not."""

from __future__ import annotations

import pytest

from protocol.ids import CardInstance, CardNumber, TerminalId
from protocol.link.certificate import Role as TerminalRole
from protocol.link.desk_orders import JobReason
from server.database import run, writing
from server.settlement.desk_jobs import JobState, find_jobs, move_job
from server.usecases.cards.orders import read
from server.usecases.staff.roles import Reach, Role, Scope
from tests.server.head_office import NOON, HeadOffice, certificate_of
from tests.server.journal import TODAY
from tests.server.office.stage import TESTER, Browser, Stage, deeds
from tests.server.office.world import CARD, HERE, JOB_HERE, JOB_THERE, build_world

DESK = 9
BRANCH = Scope(Reach.BRANCH, 1)
pytestmark = pytest.mark.parametrize("books", ["sqlite"], indirect=True)


@pytest.fixture
def clerk(stage: Stage) -> Browser:
    build_world()
    HeadOffice().send(certificate_of(DESK, TerminalRole.PERSONALISE))
    return stage.signed_in("mia", Role.CASHIER, BRANCH)


def test_a_look_is_ordered_followed_and_called_off(clerk: Browser) -> None:
    clerk.get("/office/jobs")
    assert "terminal 9" in clerk.page
    assert clerk.post("/office/jobs/look", card="1234", desk=str(DESK)).status_code == 422
    page = clerk.post("/office/jobs/look", card=f"{CARD}.0", desk=str(DESK)).text
    assert "Ordered." in page
    (job,) = find_jobs("WHERE closed_at IS NULL")
    assert (job.desk, job.ordered_by) == (TerminalId(DESK), "mia")
    assert 'data-live="2"' in page
    with writing():
        move_job(job.number, JobState.TAP_NOW, NOON)
    assert "at desk 9 now" in clerk.get(f"/office/jobs/{job.number}").text
    page = clerk.post(f"/office/jobs/{job.number}/cancel", reason="wrong card").text
    assert "Called off." in page
    assert "data-live" not in page
    assert 'name="reason"' not in page
    assert deeds()[-1] == "desk job cancelled"


def test_what_became_of_a_job_is_said_with_its_reason_and_only_to_its_branch(clerk: Browser) -> None:
    with writing():
        move_job(JOB_HERE, JobState.REFUSED, NOON, JobReason.ANOTHER_CARD)
    assert "another card was laid down" in clerk.get(f"/office/jobs/{JOB_HERE}").text
    refused = clerk.post(f"/office/jobs/{JOB_HERE}/cancel", reason="too late")
    assert refused.status_code == 422
    assert "This job is over" in refused.text
    assert clerk.get(f"/office/jobs/{JOB_THERE}").status_code == 404
    listed = clerk.get("/office/jobs").text
    assert f'/office/jobs/{JOB_HERE}"' in listed
    assert f'/office/jobs/{JOB_THERE}"' not in listed
    assert f'/office/jobs/{JOB_HERE}"' in clerk.get(f"/office/jobs?desk={HERE}").text
    assert f'/office/jobs/{JOB_HERE}"' not in clerk.get(f"/office/jobs?desk={DESK}").text


def test_a_job_that_was_not_begun_in_time_says_so_before_anybody_has_closed_it(clerk: Browser, stage: Stage) -> None:
    number = read(CardInstance(CardNumber(CARD), 0), TerminalId(DESK), TESTER, TODAY, NOON)
    stage.clock.pass_minutes(61)
    browser = stage.signed_in("max", Role.CASHIER, BRANCH)
    page = browser.get(f"/office/jobs/{number}").text
    assert "expired" in page
    assert "data-live" not in page
    (state,) = run("SELECT state FROM desk_job WHERE number = %s", (number,)).fetchone()
    assert state == JobState.QUEUED
