"""If these failed, an installation would lack files, shadow others, or depend on one person's machine."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.tree import PACKAGES, ROOT, sources, tracked

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
SCRIPTS: dict[str, str] = PROJECT["project"]["scripts"]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PLACES = re.compile(rb"(?<![\w.])/(?:work|shared)\b|pypi\.(?:org|python)|pythonhosted|--(?:extra-)?index-url\b|--trusted-host\b")
ITSELF = Path(__file__)


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_is_ours_alone(package: str) -> None:
    """They are common words: another distribution with a package of that name would be mixed into ours."""
    assert set(packages_distributions()[package]) == {"tallycard"}


def test_each_folder_with_modules_is_a_package_that_is_found() -> None:
    folders = {path.parent for path in sources(*PACKAGES)}
    assert [folder for folder in folders if not (folder / "__init__.py").is_file()] == []
    assert set(PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]) == {*PACKAGES, *(f"{name}.*" for name in PACKAGES)}


def test_every_other_file_of_a_package_is_shipped_with_it() -> None:
    shipped: dict[str, list[str]] = PROJECT["tool"]["setuptools"]["package-data"]
    for other in (path.relative_to(ROOT) for path in tracked() if path.suffix != ".py"):
        if other.parts[0] in PACKAGES:
            patterns = shipped["*"] + shipped.get(other.parts[0], [])
            assert any(Path(*other.parts[1:]).match(pattern) for pattern in patterns), other


def test_no_module_is_named_after_one_of_the_standard_library() -> None:
    packages = [path.parent.name if path.stem == "__init__" else path.stem for path in sources(*PACKAGES, "tests")]
    assert sorted({name for name in packages if name in sys.stdlib_module_names} - {"__main__"}) == []


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("place", [ROOT, Path("/")], ids=["checkout", "elsewhere"])
def test_every_command_answers_help(script: str, place: Path) -> None:
    program = Path(sys.executable).with_name(script)
    done = subprocess.run([program, "--help"], cwd=place, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"usage: {script}")


def test_nothing_names_a_place_on_a_machine_or_a_registry() -> None:
    for path in tracked():
        if path != ITSELF:
            found = PLACES.search(path.read_bytes())
            assert not found, f"{path.relative_to(ROOT)} names {found.group()!r}"


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_everything_in_a_lock_file_is_pinned_with_hashes(lock: Path) -> None:
    pins = [pin for pin in re.split(r"\n(?=\S)", lock.read_text()) if not pin.startswith("#")]
    assert pins
    for pin in pins:
        assert re.fullmatch(r"[a-z0-9-]+==[\w.]+( \\\n    --hash=sha256:[0-9a-f]{64})+\n?", pin), pin


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_file_pins_what_its_group_asks_for(lock: Path) -> None:
    done = subprocess.run(
        [sys.executable, "requirements/group.py", lock.stem], cwd=ROOT, capture_output=True, text=True, check=True
    )
    asked = {re.split(r"[^\w.-]", line)[0].lower() for line in done.stdout.splitlines()}
    assert asked <= set(re.findall(r"^([a-z0-9-]+)==", lock.read_text(), re.M))


def test_lock_files_agree_with_each_other() -> None:
    versions: dict[str, str] = {}
    for lock in LOCKS:
        for name, version in re.findall(r"^([a-z0-9-]+)==(\S+)", lock.read_text(), re.M):
            assert versions.setdefault(name, version) == version, name
