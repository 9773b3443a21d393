"""What belongs to the repository: the files that git tracks or would track, or all that lie there in an exported tree."""

from __future__ import annotations

import subprocess
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("protocol", "terminal", "server", "provisioning")
IGNORED = (ROOT / ".gitignore").read_text().split()


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the repository, absolute."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if (ROOT / ".git").exists():
        listed = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        found = [ROOT / name for name in listed.split("\0") if name]
    else:
        found = [path for path in ROOT.rglob("*") if not any(map(_ignored, path.relative_to(ROOT).parts))]
    return tuple(sorted(path for path in found if path.is_file()))


def _ignored(name: str) -> bool:
    return any(fnmatch(name, pattern.rstrip("/")) for pattern in IGNORED)


def sources(*folders: str) -> list[Path]:
    """The Python files below these folders of the repository."""
    return [path for path in tracked() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in folders]
