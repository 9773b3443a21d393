"""Job lists carry first PINs on a stick: nobody but the desk they are meant for may read them."""

import pytest

from protocol.ids import CardInstance, CardNumber, ClassId, TerminalId
from protocol.instants import BusinessDay
from protocol.link.job_delivery import open_jobs, seal_jobs
from protocol.link.jobs import Job, JobList, encode_jobs
from protocol.link.seal import Purpose, RecipientKey, SigningKey, peek, seal, seal_to
from protocol.link.violations import Reason, TheirViolation
from protocol.money import Money

ENVIRONMENT = b"office-1"
OFFICE = SigningKey.from_seed(bytes(range(32)))
DESK = RecipientKey(bytes(range(1, 33)))
NUMBER = TerminalId(7)
DAY = BusinessDay(9_000)
JOBS = JobList(3, NUMBER, (Job(12, CardInstance(CardNumber(1000), 1), ClassId(1), DAY, DAY, DAY, Money(500), "471182"),))


def sealed(jobs: JobList = JOBS, environment: bytes = ENVIRONMENT) -> bytes:
    return seal_jobs(jobs, environment, DESK.public, OFFICE)


def refusal(
    data: bytes,
    *,
    desk: int = NUMBER,
    device: RecipientKey = DESK,
    environment: bytes = ENVIRONMENT,
    office: bytes = OFFICE.public,
) -> Reason:
    with pytest.raises(TheirViolation) as caught:
        open_jobs(data, environment, TerminalId(desk), device, office)
    return caught.value.reason


def test_the_desk_reads_its_list() -> None:
    assert open_jobs(sealed(), ENVIRONMENT, NUMBER, DESK, OFFICE.public) == JOBS


def test_it_is_an_object_of_its_own_purpose_in_which_no_pin_shows() -> None:
    assert peek(sealed()).purpose is Purpose.JOBS
    assert b"471182" not in sealed()


def test_another_desk_or_another_device_cannot_open_it() -> None:
    assert refusal(sealed(), desk=8) is Reason.UNREADABLE
    assert refusal(sealed(), device=RecipientKey(bytes(range(2, 34)))) is Reason.UNREADABLE


def test_a_list_of_another_office_is_refused() -> None:
    assert refusal(sealed(environment=b"office-2")) is Reason.BAD_SIGNATURE
    assert refusal(sealed(), office=SigningKey.from_seed(bytes(32)).public) is Reason.UNKNOWN_SIGNER


def test_a_list_that_names_another_desk_than_it_is_sealed_to_is_refused() -> None:
    other = encode_jobs(JobList(3, TerminalId(8), ()))
    body = seal_to(DESK.public, b"tallycard/jobs/" + ENVIRONMENT + NUMBER.to_bytes(2, "big"), other)
    assert refusal(seal(Purpose.JOBS, ENVIRONMENT, OFFICE, body)) is Reason.INCONSISTENT


def test_a_weak_desk_key_gets_nothing() -> None:
    with pytest.raises(TheirViolation) as caught:
        seal_jobs(JOBS, ENVIRONMENT, bytes(32), OFFICE)
    assert caught.value.reason is Reason.WEAK_KEY
