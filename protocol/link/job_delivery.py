"""A job list on its way to the issuing desk: sealed to the desk, for PINs are in it, and signed by the office (SPEC 7.5).

body of a JOBS object: HPKE to the desk's X25519 key of the list (`jobs`),
info = `tallycard/jobs/` ‖ environment 8 ‖ desk terminal u16; signed by the personalisation key
"""

from __future__ import annotations

from protocol.ids import TerminalId
from protocol.link.jobs import JobList, decode_jobs, encode_jobs
from protocol.link.seal import Purpose, RecipientKey, SigningKey, open_sealed, seal, seal_to
from protocol.link.violations import Reason, TheirViolation


def _info(environment: bytes, desk: TerminalId) -> bytes:
    return b"tallycard/jobs/" + environment + desk.to_bytes(2, "big")


def seal_jobs(jobs: JobList, environment: bytes, seal_public: bytes, personalisation: SigningKey) -> bytes:
    """The list for its desk, whose X25519 key is `seal_public`. Raises TheirViolation(WEAK_KEY) for a bad one."""
    sealed = seal_to(seal_public, _info(environment, jobs.desk), encode_jobs(jobs))
    return seal(Purpose.JOBS, environment, personalisation, sealed)


def open_jobs(data: bytes, environment: bytes, desk: TerminalId, device: RecipientKey, personalisation_public: bytes) -> JobList:
    """The list at its desk. Raises TheirViolation if the office did not sign it, or it is for another desk, or damaged."""
    sealed = open_sealed(data, Purpose.JOBS, environment, personalisation_public)
    jobs = decode_jobs(device.open(_info(environment, desk), sealed))
    if jobs.desk != desk:
        raise TheirViolation(Reason.INCONSISTENT, "a job list names another desk than it is sealed to")
    return jobs
