"""The terminals' address: bytes in, bytes out, no cookies, a limit, and 503 when nothing could be stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, run_wsgi_app

from protocol.limits import OBJECT_BYTES_MAX
from protocol.link.packet import pack, unpack
from protocol.link.seal import Purpose, peek
from server.app import create_app
from server.config import Mode, ServerConfig
from server.database import database, is_postgres, run
from server.opening import Audience
from server.settlement.writer import Writer
from server.terminal_api import EXCHANGE
from tests.server.head_office import NOON, SERVER_KEYS, certificate_of
from tests.server.journal import Journal


@pytest.fixture
def client(books: str) -> Iterator[FlaskClient]:
    database.close()
    config = ServerConfig(Mode.TRAINING, Path("unused"), 0, books, None, "127.0.0.1", 1)
    client = create_app(config, SERVER_KEYS, lambda: NOON, {Audience.TERMINALS}).test_client()
    database.connect(reuse_if_open=True)
    yield client
    client.application.extensions["writer"].close()


def test_a_packet_is_answered_with_a_packet_and_no_cookie(client: FlaskClient) -> None:
    journal = Journal()
    packet = pack([certificate_of(7), journal.batch()])
    answer = client.post(EXCHANGE, data=packet)
    assert (answer.status_code, answer.mimetype) == (200, "application/octet-stream")
    assert [peek(sealed).purpose for sealed in unpack(answer.data)] == [Purpose.ACK]
    assert "Set-Cookie" not in answer.headers
    assert client.post(EXCHANGE, data=packet).data == answer.data


def test_too_large_a_packet_is_refused_unread(client: FlaskClient) -> None:
    assert client.post(EXCHANGE, data=bytes(OBJECT_BYTES_MAX + 1)).status_code == 413


def test_a_packet_without_a_length_is_refused(client: FlaskClient) -> None:
    answer = client.post(EXCHANGE, headers={"Transfer-Encoding": "chunked"})
    assert answer.status_code == 411


def test_a_packet_that_ends_before_its_length_is_refused(client: FlaskClient) -> None:
    environ = EnvironBuilder(EXCHANGE, method="POST", data=b"short").get_environ()
    _, status, _ = run_wsgi_app(client.application.wsgi_app, environ | {"CONTENT_LENGTH": "100"})
    assert status == "400 Bad Request"


def test_only_post_is_known(client: FlaskClient) -> None:
    answer = client.get(EXCHANGE)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_another_address_is_not_known(client: FlaskClient) -> None:
    assert client.post(EXCHANGE + "/").status_code == 404


def test_a_fault_of_ours_is_told_without_a_word_of_what_it_was(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Writer, "exchange", lambda *_: 1 / 0)
    answer = client.post(EXCHANGE, data=b"any")
    assert (answer.status_code, answer.data) == (500, b"not stored\n")


def test_health_says_whether_the_database_answers(client: FlaskClient) -> None:
    assert client.get("/health").status_code == 200


def test_when_nothing_can_be_stored_the_terminal_is_told_to_try_again(client: FlaskClient) -> None:
    run("ALTER TABLE terminal_log RENAME TO away")
    packet = pack([certificate_of(7), Journal().batch()])
    answer = client.post(EXCHANGE, data=packet)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    database.connect(reuse_if_open=True)
    run("ALTER TABLE away RENAME TO terminal_log")
    assert client.post(EXCHANGE, data=packet).status_code == 200


def test_after_a_restart_of_postgresql_the_next_but_one_request_is_served(client: FlaskClient) -> None:
    if not is_postgres():
        assert client.get("/health").status_code == 200
        return
    with psycopg.connect(database.database) as other:
        other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    assert client.get("/health").status_code == 503
    assert client.get("/health").status_code == 200
