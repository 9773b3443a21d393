"""R25: what comes after a revocation waits in quarantine for two persons; on both databases."""

from __future__ import annotations

import pytest

from protocol.link.violations import Reason
from server.database import writing
from server.ledger.proofs import prove
from server.settlement.findings.cases import CaseKind, CaseMistake, all_open
from server.settlement.findings.released import release
from server.settlement.office import revoke
from tests.server.head_office import NOON, HeadOffice, open_case_kinds, opened_refusal, quarantined
from tests.server.journal import Journal


def after_its_revocation(office: HeadOffice) -> Journal:
    journal = Journal()
    office.accept(7, journal.batch())
    with writing():
        revoke(7, NOON)
    journal.cash_sale(5)
    (answer,) = office.send(journal.batch())
    assert opened_refusal(answer).reason is Reason.REVOKED
    return journal


def test_r25_a_batch_after_the_revocation_is_kept_and_is_a_case(office: HeadOffice) -> None:
    journal = after_its_revocation(office)
    assert open_case_kinds() == [CaseKind.AFTER_REVOCATION]
    assert len(quarantined()) == 1
    assert prove().figures["branch_cash"] == 0
    office.send(journal.poll())
    office.send(journal.poll()[:-1] + b"\x00")
    assert open_case_kinds() == [CaseKind.AFTER_REVOCATION], "only batches wait for a decision"


def test_r25_two_persons_release_it_and_it_is_booked(office: HeadOffice) -> None:
    after_its_revocation(office)
    with pytest.raises(CaseMistake, match="two different persons"):
        release(1, "Ann", "Ann", "it was ours", office.office)
    release(1, "Ann", "Bob", "it was ours", office.office)
    assert prove().figures["branch_cash"] == -5
    assert prove().holds
    assert all_open() == []
    with pytest.raises(CaseMistake, match="no open case"):
        release(1, "Ann", "Bob", "again", office.office)


def test_r25_what_a_stranger_forged_under_a_revoked_name_is_no_case(office: HeadOffice) -> None:
    journal = Journal()
    office.accept(7, journal.batch())
    with writing():
        revoke(7, NOON)
    journal.cash_sale(5)
    office.send(journal.batch()[:-1] + b"\x00")
    assert open_case_kinds() == []
