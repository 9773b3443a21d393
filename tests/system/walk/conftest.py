"""A small shop as it is on its first morning: head office answers, one counter stands there, and nobody is on the staff.

Head office and the terminal are processes of their own, started by the commands a person would type.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from provisioning.chain.example import PIN
from provisioning.demo import SHOP
from provisioning.stage import Stage, free_port
from terminal.drivers.card_reader.card_file import create_card
from terminal.drivers.card_reader.virtual_mifare import blank_mifare
from tests.panel.visitor import Visitor
from tests.system.walk.people import CARD, COUNTER, DEE, DEES_PIN, Clerk, Walk

ROLES = "sell,load,cash_out,personalise,virtual"
SQLITE = "sqlite:///office.db"
UID_BYTES = 4
WINDOW = {"width": 1366, "height": 768}
OPERATOR = f'''
[[operators]]
id = {DEE}
name = "Dee"
role = "cashier"
rights = ["personalise"]
pin = "{DEES_PIN}"
'''
"""Who works at a counter that is a desk besides."""
QUICK_PASSWORDS = "\n[office]\npassword_memory_kib = 64\npassword_rounds = 1\n"
"""Four people sign in; how much that costs is no part of their day."""


@pytest.fixture(scope="session")
def evening_before(tmp_path_factory: pytest.TempPathFactory, browser: object) -> Stage:
    """Everything is set up and nothing runs. In the drawer lie two blank cards on which the same number is printed."""
    stage = Stage(tmp_path_factory.mktemp("walk") / "shop")
    masters = tmp_path_factory.mktemp("masters") / "shop.toml"
    masters.write_text(SHOP.read_text() + OPERATOR)
    stage.build(masters, SQLITE)
    stage.add_terminal(COUNTER, ROLES, batch_seconds=1, panel=stage.panel_of(free_port(), PIN))
    stage.cards.mkdir()
    for instance in (1, 2):
        create_card(stage.cards / f"{CARD}.{instance}.card", blank_mifare(os.urandom(UID_BYTES)))
    shutil.copy(masters, stage.folder)
    with (stage.folder / "server.toml").open("a") as config:
        config.write(QUICK_PASSWORDS)
    return stage


@pytest.fixture(params=["sqlite", "postgres"])
def shop(request: pytest.FixtureRequest, tmp_path: Path, evening_before: Stage) -> Iterator[Stage]:
    """The shop opens, on either database."""
    stage = Stage(tmp_path / "shop")
    stage.port = evening_before.port
    shutil.copytree(evening_before.folder, stage.folder)
    if request.param == "postgres":
        config = stage.folder / "server.toml"
        config.write_text(config.read_text().replace(SQLITE, request.getfixturevalue("postgres").create()))
        stage.server("migrate")
        stage.publish(stage.folder / "shop.toml")
    try:
        stage.serve()
        with stage.stand_at_counter(COUNTER) as terminal:
            try:
                stage.address(COUNTER)
                yield stage
            finally:
                terminal.terminate()
    finally:
        stage.stop()


@pytest.fixture
def walk(request: pytest.FixtureRequest, browser: Any, shop: Stage) -> Iterator[Walk]:
    """Whoever works there, each before a browser of his own; nobody may find a complaint in its console."""
    asked = request.config.getoption("--pictures")
    pictures = Path(asked) / request.node.name if asked else None
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
    panel = Visitor(browser.new_page(viewport=WINDOW), shop.address(COUNTER), pictures).visit()
    walk = Walk(shop, panel, lambda name: Clerk(browser.new_context(viewport=WINDOW, locale="en-GB"), name, shop, pictures))
    yield walk
    for clerk in walk.clerks:
        clerk.page.context.close()
    panel.page.close()
    assert {clerk.name: clerk.complaints for clerk in walk.clerks if clerk.complaints} == {}
    assert panel.complaints == []
