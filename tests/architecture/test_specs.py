"""If these failed, a number or a file would be true in the program and unknown to whoever implements the protocol anew."""

from __future__ import annotations

import re

import pytest

from protocol import limits
from tests.architecture.tree import ROOT

SPECS = "".join((ROOT / "protocol" / side / "SPEC.md").read_text() for side in ("card", "link"))
LIMITS = {name: value for name, value in vars(limits).items() if name.isupper()}


@pytest.mark.parametrize("name", LIMITS)
def test_every_limit_stands_in_a_specification(name: str) -> None:
    limit = LIMITS[name]
    assert isinstance(limit, int)
    assert re.search(rf"(?<![\d,.]){limit:,}(?![\d,]*\d)", SPECS), f"{name} = {limit:,}"


@pytest.mark.parametrize("side", ["card", "link"])
def test_every_section_that_the_code_cites_exists(side: str) -> None:
    """A citation reads `SPEC 3.1`, and means the SPEC.md of its own folder."""
    headings = set(re.findall(r"^#+ (\d+(?:\.\d+)*)", (ROOT / "protocol" / side / "SPEC.md").read_text(), re.M))
    for path in (ROOT / "protocol" / side).glob("*.py"):
        for section in re.findall(r"\bSPEC (\d+(?:\.\d+)*)", path.read_text()):
            assert section in headings, f"{path.name} cites SPEC {section}"


def test_every_file_that_the_door_names_exists() -> None:
    """The README's paths with a slash, as they are printed between backquotes."""
    named = re.findall(r"`((?:protocol|terminal|server|provisioning|tests)/[\w./]*)`", (ROOT / "README.md").read_text())
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []
