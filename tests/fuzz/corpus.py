"""Inputs that are kept: honest examples, those that reached code nothing else had reached, and every one that failed.

`python -m tests.fuzz.corpus` adds the honest examples of every target.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from tests.fuzz.target import Target

CORPUS = Path(__file__).parent / "corpus"
NAME_SIGNS = 16


def folder_of(target: Target) -> Path:
    """Where the inputs of a target are kept."""
    return CORPUS / target.name


def kept(target: Target) -> list[bytes]:
    """The inputs of a target, in the order of their names."""
    return [path.read_bytes() for path in sorted(folder_of(target).glob("*"))]


def keep(target: Target, inputs: Iterable[bytes]) -> int:
    """Add inputs under the hash of what they hold; how many were new."""
    folder = folder_of(target)
    folder.mkdir(parents=True, exist_ok=True)
    new = 0
    for data in inputs:
        path = folder / sha256(data).hexdigest()[:NAME_SIGNS]
        new += not path.exists()
        path.write_bytes(data)
    return new


def main() -> None:
    """Keep the honest examples; the randomised ones only where there are none yet."""
    from tests.fuzz.honest import EXAMPLES, RANDOMISED
    from tests.fuzz.targets import TARGETS

    for target in TARGETS.values():
        new = 0 if target.name in RANDOMISED and kept(target) else keep(target, EXAMPLES[target.name])
        print(f"{target.name:24}{new:4} new")


if __name__ == "__main__":
    main()
