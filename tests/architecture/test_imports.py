"""If these failed, a part could no longer be understood, tested or shipped without the others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGES, ROOT, sources

LAZY = ("smartcard", "RPi")
"""Vendor libraries that are compiled on the machine: everything must start where they are not installed."""


def test_the_import_contracts_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def modules(package: str) -> list[str]:
    """The dotted names of a package's modules, but for those that run when they are imported."""
    names = [path.relative_to(ROOT).with_suffix("").parts for path in sources(package)]
    return [".".join(name).removesuffix(".__init__") for name in names if name[-1] != "__main__"]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_can_be_imported_without_the_libraries_of_real_devices(package: str) -> None:
    program = (
        "import importlib, sys\n"
        f"for name in {LAZY}: sys.modules[name] = None\n"
        f"for name in {modules(package)}: importlib.import_module(name)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["smartcard", "escpos", "peewee", "flask", "cryptography"])
def test_protocol_draws_in_cryptography_and_nothing_else(name: str) -> None:
    program = (
        "import importlib, sys\n"
        f"for module in {modules('protocol')}: importlib.import_module(module)\n"
        f"print({name!r} in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(name == "cryptography")
