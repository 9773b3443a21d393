"""`python -m provisioning.chain FOLDER --shop FILE`: make the example chain in a folder that is furnished."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from provisioning.chain.build import build
from provisioning.chain.example import LANGUAGES
from provisioning.chain.head_office import NotAsPlanned
from server.clock import system_now


def main(argv: list[str] | None = None) -> int:
    """0 when it stands."""
    parser = argparse.ArgumentParser(prog="chain", description="The example chain, with weeks of trade behind it.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--shop", type=Path, required=True, help="the shop file")
    parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0])
    parser.add_argument("--days", type=int, default=15, help="days of trade before today")
    arguments = parser.parse_args(argv)
    try:
        build(arguments.folder, arguments.shop, arguments.language, arguments.days, system_now(), say)
    except NotAsPlanned as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


def say(what: str) -> None:
    """Progress, for whoever waits."""
    print(f"  {what} ...", flush=True)


if __name__ == "__main__":
    sys.exit(main())
