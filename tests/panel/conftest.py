"""A whole example shop with head office and one terminal, and a browser before its panel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from provisioning.chain.example import PIN
from provisioning.demo import TILL, build
from provisioning.stage import Stage

if TYPE_CHECKING:
    from tests.panel.visitor import Visitor

SIZES = {"desktop": (1366, 768), "tablet": (1024, 768), "upright": (820, 1180)}


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory, browser: object) -> Iterator[Stage]:
    """The demo's shop with its terminal at the counter."""
    stage = Stage(tmp_path_factory.mktemp("panel") / "shop")
    try:
        build(stage, days=0)
        with stage.stand_at_counter(TILL) as terminal:
            try:
                stage.address(TILL)
                yield stage
            finally:
                terminal.terminate()
    finally:
        stage.stop()


@pytest.fixture(params=["desktop"])
def visitor(request: pytest.FixtureRequest, browser: Any, shop: Stage) -> Iterator[Visitor]:
    """Somebody before the page, who must find no error in the browser's own console."""
    from tests.panel.visitor import Visitor

    pictures = request.config.getoption("--pictures")
    if pictures:
        Path(pictures).mkdir(parents=True, exist_ok=True)
    width, height = SIZES[request.param]
    page = browser.new_page(viewport={"width": width, "height": height})
    somebody = Visitor(page, shop.address(TILL), Path(pictures) if pictures else None).visit()
    somebody.sign_on(1, PIN)
    yield somebody
    page.close()
    assert somebody.complaints == []
