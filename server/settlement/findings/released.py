"""R25: what was signed with a revoked certificate lies in quarantine; two persons may release it, and then it is evidence."""

from __future__ import annotations

from dataclasses import replace

from protocol.link.packet import pack
from server.database import run, writing
from server.settlement.findings.cases import CaseKind, CaseMistake, all_open, close_case, closing_fault
from server.settlement.findings.revoked import SUBJECT
from server.settlement.intake import exchange
from server.settlement.office import Office


def release(number: int, by: str, checked_by: str, reason: str, office: Office) -> bytes:
    """Take what the case is about out of quarantine, book it, and close the case; the answer. Raises CaseMistake."""
    case = next((one for one in all_open() if one.number == number), None)
    if case is None or case.kind is not CaseKind.AFTER_REVOCATION:
        raise CaseMistake(f"case {number} is no open case of something to release")
    if fault := closing_fault(case, by, checked_by, reason):
        raise CaseMistake(fault)
    key = bytes.fromhex(case.subject.removeprefix(SUBJECT))
    (sealed,) = run("SELECT data FROM quarantine WHERE hash = %s", (key,)).fetchone()
    answer = exchange(pack([bytes(sealed)]), replace(office, pardons=True))
    with writing():
        close_case(number, by, checked_by, reason, office.now)
    return answer
