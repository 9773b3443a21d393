"""Golden files: what was once looked at and found right, kept as text and compared from then on.

`pytest --update-golden` writes what the code says now; read the diff before committing it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

GOLDEN = Path(__file__).parent.parent / "golden"

Golden = Callable[[str, str], None]
"""`golden(name, text)` with a file name below tests/golden."""


def check_golden(name: str, text: str, update: bool) -> None:
    """Compare `text` with the golden file, or write it."""
    path = GOLDEN / name
    if update:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"no golden file {name}: run pytest --update-golden and read it"
    assert text == path.read_text(encoding="utf-8"), f"{name} has changed: if on purpose, run pytest --update-golden"


def hex_text(data: bytes) -> str:
    """Bytes as lines of 16, so that a diff shows where they changed."""
    return "".join(data[at : at + 16].hex(" ") + "\n" for at in range(0, len(data), 16))
