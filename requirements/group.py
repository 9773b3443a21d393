"""Print the requirements of one dependency group of pyproject.toml, for pip-compile, which does not read groups."""

import sys
import tomllib
from pathlib import Path

GROUPS = tomllib.loads(Path("pyproject.toml").read_text())["dependency-groups"]


def requirements(group: str) -> list[str]:
    """The requirements of a group and of the groups that it includes."""
    found = []
    for line in GROUPS[group]:
        found += [line] if isinstance(line, str) else requirements(line["include-group"])
    return found


if __name__ == "__main__":
    print("\n".join(requirements(sys.argv[1])))
