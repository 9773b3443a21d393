"""The command for what reports read."""

from __future__ import annotations

import argparse

from server.config import ServerConfig
from server.reporting.fold import fold_step, reached, tell_anew
from server.reporting.proofs import line_failures


def add_report_commands(parser: argparse.ArgumentParser) -> None:
    """What it takes."""
    parser.add_argument("--anew", action="store_true", help="forget them first, and tell them from the first batch on")


def tell(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Bring lines up to date and compare them with the books."""
    if arguments.anew:
        tell_anew()
    while fold_step():
        pass
    at = reached()
    print(f"told up to batch {at.batch}, {at.waiting} wait to be booked")
    failures = line_failures()
    for failure in failures:
        print(f"DOES NOT HOLD: {failure}")
    return 1 if failures else 0
