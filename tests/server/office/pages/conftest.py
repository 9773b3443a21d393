"""The office behind a real address, and somebody before it in a browser, who must find no complaint in its console."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from server.database import database, open_database
from server.schema import migrate
from tests.server.office.pages.visitor import Visitor
from tests.server.office.stage import Stage, raise_stage
from tests.server.office.world import build_world

SIZES = {"desktop": (1366, 768), "narrow": (820, 1180)}


class Quiet(WSGIRequestHandler):
    """Writes no log."""

    def log_request(self, *_: object, **__: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, str]]:
    """An office with a world in its ledger and nobody on its staff, answering."""
    url = f"sqlite:///{tmp_path_factory.mktemp('office')}/office.db"
    open_database(url)
    with database.connection_context():
        migrate()
        build_world()
    stage = raise_stage(url)
    server = make_server("127.0.0.1", 0, stage.app, threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield stage, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    stage.app.extensions["writer"].close()
    database.close()


@pytest.fixture(params=["desktop"])
def visitor(request: pytest.FixtureRequest, browser: Any, office: tuple[Stage, str]) -> Iterator[Visitor]:
    """Somebody with a window of this size."""
    pictures = request.config.getoption("--pictures")
    if pictures:
        Path(pictures).mkdir(parents=True, exist_ok=True)
    width, height = SIZES[request.param]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB")
    visitor = Visitor(context.new_page(), office[1], Path(pictures) if pictures else None)
    yield visitor
    context.close()
    assert visitor.complaints == []
