"""Job lists: the desk makes exactly the cards that were ordered, and no PIN shows in a log."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocol.instants import BusinessDay
from protocol.link.jobs import Job, decode_jobs, encode_jobs
from protocol.link.violations import OurViolation, Reason, TheirViolation
from protocol.money import Money
from tests.support.link_examples import JOBS

JOB = JOBS.jobs[0]


def test_jobs_are_read_as_written_with_and_without_a_pin() -> None:
    two = replace(JOBS, jobs=(JOB, replace(JOB, number=22, pin="")))
    assert decode_jobs(encode_jobs(two)) == two


def test_every_truncation_and_a_trailing_byte_are_refused() -> None:
    body = encode_jobs(JOBS)
    for data in [*(body[:size] for size in range(len(body))), body + b"\x00"]:
        with pytest.raises(TheirViolation):
            decode_jobs(data)


def test_a_pin_does_not_show() -> None:
    assert JOB.pin not in repr(JOBS)


@pytest.mark.parametrize(
    "jobs",
    [
        (JOB, JOB),
        (replace(JOB, number=0),),
        (replace(JOB, pin="123"),),
        (replace(JOB, pin="12a4"),),
        (replace(JOB, pin="１２３４"),),
        (replace(JOB, valid_until=BusinessDay(0)),),
        (replace(JOB, load=Money(-1)),),
    ],
)
def test_jobs_that_cannot_be_done_may_not_be_said(jobs: tuple[Job, ...]) -> None:
    with pytest.raises(OurViolation) as caught:
        encode_jobs(replace(JOBS, jobs=jobs))
    assert "12a4" not in str(caught.value)


def test_a_pin_of_letters_is_not_believed() -> None:
    body = encode_jobs(JOBS)
    with pytest.raises(TheirViolation) as caught:
        decode_jobs(body[:-1] + b"x")
    assert caught.value.reason is Reason.MALFORMED
