"""If these failed, whoever watches the machines would see wrong figures, or a stranger would see any."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from prometheus_client.parser import text_string_to_metric_families

from server.audit import Actor
from server.office_settings import OfficeSettings, read_office
from server.usecases.staff.api_tokens import ApiScope, make_token
from server.usecases.staff.roles import Role
from tests.server.office.stage import Stage, raise_stage
from tests.server.office.world import build_world

WATCHED = OfficeSettings(password_memory_kib=8, password_rounds=1, metrics_from=("10.9.0.0/16",))


@pytest.fixture
def stage(books: str) -> Iterator[Stage]:
    raised = raise_stage(books, WATCHED)
    build_world()
    yield raised
    raised.app.extensions["writer"].close()


def figures(text: str) -> dict[str, float]:
    samples = [one for family in text_string_to_metric_families(text) for one in family.samples]
    return {" ".join([one.name, *one.labels.values()]): one.value for one in samples}


def test_the_figures_are_those_of_the_books(stage: Stage) -> None:
    answer = stage.browser("10.9.1.1").client.get("/metrics")
    found = figures(answer.text)
    assert answer.mimetype == "text/plain"
    assert found["tallycard_batches_received_total"] == 2
    assert found["tallycard_unbooked_batches"] == found["tallycard_unbooked_oldest_seconds"] == 0
    assert (found["tallycard_terminals"], found["tallycard_terminals_silent"]) == (2, 0)
    assert found["tallycard_liability_minor"] == 4_200
    assert found["tallycard_cases_open security"] >= 1
    assert found["tallycard_booking_seconds_count"] == 0


@pytest.mark.parametrize("books", ["sqlite"], indirect=True)
def test_nobody_else_reads_them_but_with_a_token(stage: Stage) -> None:
    client = stage.browser("10.8.1.1").client
    assert client.get("/metrics").status_code == 404
    stage.member("ann", Role.ADMINISTRATOR)
    for scope, status in ((ApiScope.CARDS_READ, 404), (ApiScope.METRICS_READ, 200)):
        word = make_token("watch", [scope], 9, Actor(1, "ann"), stage.clock())
        assert client.get("/metrics", headers={"Authorization": f"Bearer {word}"}).status_code == status


def test_what_is_no_address_is_a_mistake_of_the_configuration() -> None:
    for named in ("127.0.0.1", ["here"], [1]):
        mistakes: list[str] = []
        assert read_office({"metrics_from": named}, False, mistakes).metrics_from == ()
        assert mistakes == ["office.metrics_from must be a list of addresses and networks such as 10.0.0.0/8"]
    assert read_office({"metrics_from": ["::1", "10.0.0.0/8"]}, False, []).metrics_from == ("::1/128", "10.0.0.0/8")
