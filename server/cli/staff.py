"""The console's part in who may sign in: `staff first`, and what `serve` prints as long as nobody can."""

from __future__ import annotations

import argparse
from typing import Any

from server.clock import system_now
from server.config import ServerConfig
from server.database import database, open_database
from server.schema import waiting
from server.usecases.staff.console import WORD_MINUTES, new_word
from server.usecases.staff.staff import anybody


def add_staff_commands(commands: Any) -> None:
    """Add them to the top level."""
    actions = commands.add_parser("staff", help="who may sign in at head office").add_subparsers(required=True, metavar="ACTION")
    words = (
        "print a one-time word: it sets up the first administrator in the browser, and stands for the second person as long as"
        " there is only one"
    )
    actions.add_parser("first", help=words, description=words).set_defaults(command=staff_first)


def staff_first(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Print a word."""
    print(f"{new_word(system_now())}\nThis word holds for {WORD_MINUTES} minutes, once: {pages(config)}")
    return 0


def invite(config: ServerConfig) -> None:
    """As long as nobody is on the staff, print how that changes. Leaves a database alone that must be migrated first."""
    open_database(config.database_url, config.database_password_file)
    with database.connection_context():
        if not waiting() and not anybody():
            print(f"Nobody can sign in yet. Open {pages(config)} and use this word within {WORD_MINUTES} minutes:", flush=True)
            print(f"  {new_word(system_now())}", flush=True)


def pages(config: ServerConfig) -> str:
    """Where the pages are, as this machine names itself."""
    return f"http://{config.host}:{config.port}/office/"
