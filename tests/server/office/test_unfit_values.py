"""If these failed, an address that nobody was ever given would be written down as a failure of ours."""

from __future__ import annotations

import pytest

from server.usecases.staff.roles import Role
from tests.server.office.stage import Stage
from tests.server.office.test_money_claims import SUBSIDY
from tests.server.office.world import build_world

BEYOND = 2**64


@pytest.mark.parametrize("books", ["sqlite", "postgres"], indirect=True)
def test_what_no_database_keeps_is_not_understood_and_no_failure_of_ours(stage: Stage) -> None:
    build_world()
    finance = stage.signed_in("fin", Role.FINANCE)
    assert finance.get(f"/office/money/claims/{BEYOND}").status_code == 400
    assert finance.get(f"/office/money?after={BEYOND}").status_code < 500
    assert finance.get("/office/money/files/a%00b").status_code < 500
    finance.get("/office/money/claims/new")
    assert finance.post("/office/money/claims/new", **SUBSIDY | {"reason": "a\0b"}).status_code < 500
    assert finance.get("/office/money").status_code == 200
