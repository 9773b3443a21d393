"""R25: the case for what came after the revocation of its certificate. `released` takes it out of quarantine."""

from __future__ import annotations

from hashlib import sha256

from protocol.link.batch import read_header
from protocol.link.seal import Purpose, open_sealed, peek
from protocol.link.violations import TheirViolation
from server.settlement.findings.cases import CaseKind, NewCase
from server.settlement.office import Office

SUBJECT = "object "
"""The subject of such a case: this and the SHA-256 of what lies in quarantine."""


def after_revocation(sealed: bytes, office: Office) -> NewCase | None:
    """The case for an object that was refused because its certificate is revoked; None unless it is a batch of that terminal."""
    try:
        found = peek(sealed)
        certificate = office.certificate(found.signer)
        if certificate is None or found.purpose is not Purpose.BATCH:
            return None
        header = read_header(open_sealed(sealed, Purpose.BATCH, office.environment, certificate.sign_public))
    except TheirViolation:
        return None
    detail = f"batch {header.number} of terminal {certificate.terminal} came after certificate {certificate.serial} was revoked"
    return NewCase(CaseKind.AFTER_REVOCATION, SUBJECT + sha256(sealed).hexdigest(), detail, terminal=certificate.terminal)
