"""If this failed, a program that goes by the description would meet an answer that it does not name, or an error of ours."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from server.usecases.staff.api_tokens import ApiScope
from tests.server.api.conftest import MakeProgram
from tests.server.office.stage import Stage

EXAMPLES = 6
CHECKS = [not_a_server_error, response_schema_conformance, status_code_conformance, content_type_conformance]


@pytest.mark.parametrize("books", ["sqlite"], indirect=True)
def test_whatever_is_sent_the_answer_is_one_that_is_described(world: Stage, program: MakeProgram) -> None:
    token = program(ApiScope).token
    world.app.config["PROPAGATE_EXCEPTIONS"] = False
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", world.app)
    tried = []
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        tried.append(operation.label)

        @settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)

        ask()
    assert len(tried) > 9
