"""The command line of the locked room: what may be typed. What it does stands in `commands`.

Passwords come by prompt, file descriptor or file of mode 0600, never as arguments.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from protocol.instants import BusinessDay, day_of
from protocol.link.certificate import Role
from provisioning.commands import cards, office, pi, terminal
from provisioning.edges import Edges

IRREVERSIBLE = "[!] cannot be undone"


def main(argv: Sequence[str] | None = None, edges: Edges | None = None) -> int:
    """Run one command. 0: done; 1: refused, with a sentence on standard error; 2: not understood."""
    try:
        args = _parser().parse_args(argv)
        return int(args.run(args, edges or Edges()))
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 2
    except (EOFError, KeyboardInterrupt):
        print("Broken off.", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"The disk or a file failed: {error.strerror or error} {error.filename or ''}".rstrip(), file=sys.stderr)
        return 1
    except sqlite3.Error as error:
        print(f"The office's registry failed: {error}. Is another command running, or the file damaged?", file=sys.stderr)
        return 1


def _day(text: str) -> BusinessDay:
    day = day_of(date.fromisoformat(text))
    if not 0 <= day < 2**16:
        raise ValueError
    return day


def _roles(text: str) -> list[Role]:
    return [Role[name.strip().upper().replace("-", "_")] for name in text.split(",")]


def _role_list(text: str) -> list[Role]:
    try:
        return _roles(text)
    except KeyError:
        known = ", ".join((role.name or "").lower().replace("_", "-") for role in Role)
        raise argparse.ArgumentTypeError(f"{text!r}: the roles are {known}") from None


def _secret_options(parser: argparse.ArgumentParser, name: str, of: str) -> None:
    one = parser.add_mutually_exclusive_group()
    one.add_argument(f"--{name}-fd", type=int, metavar="N", help=f"read the {of} from this file descriptor")
    one.add_argument(f"--{name}-file", type=Path, metavar="FILE", help=f"read the {of} from this file (mode 0600)")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tallycard-provision",
        description="The locked room: an office's keys, terminals and card plans.",
        epilog=IRREVERSIBLE,
    )
    subjects = parser.add_subparsers(required=True, metavar="SUBJECT")
    place = argparse.ArgumentParser(add_help=False)
    place.add_argument(
        "--office", type=Path, default=Path("office"), metavar="FOLDER", help="the office's folder (default: ./office)"
    )
    unlocking = argparse.ArgumentParser(add_help=False, parents=[place])
    _secret_options(unlocking, "password", "administrator password")
    _office_commands(subjects.add_parser("office", help="an office and its keys"), place, unlocking)
    _terminal_commands(subjects.add_parser("terminal", help="admit terminals"), unlocking)
    _card_commands(subjects.add_parser("cards", help="plan and inspect cards"), place, unlocking)
    _pi_command(subjects.add_parser("pi", help="everything a Raspberry Pi needs to be a terminal, as files and an installer"))
    return parser


def _pi_command(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder", type=Path, metavar="FOLDER", help="the folder to make; take it to the Pi and run install.sh there"
    )
    parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="the terminal's configuration")
    parser.set_defaults(run=pi.write)


def _office_commands(parser: argparse.ArgumentParser, place: argparse.ArgumentParser, unlocking: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(required=True, metavar="ACT")
    create = acts.add_parser("create", parents=[unlocking], help="[!] make a new office, never over an existing one")
    _secret_options(create, "server-password", "server password")
    create.set_defaults(run=office.create)
    acts.add_parser("show", parents=[place], help="what installers need, and the state of the issue record").set_defaults(
        run=office.show
    )
    change = acts.add_parser("password", parents=[unlocking], help="change the administrator password")
    _secret_options(change, "new-password", "new password")
    change.set_defaults(run=office.password)
    acts.add_parser("record", parents=[place], help="every act of the locked room").set_defaults(run=office.record)


def _terminal_commands(parser: argparse.ArgumentParser, unlocking: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(required=True, metavar="ACT")
    code = acts.add_parser("code", parents=[unlocking], help="a one-time code for an installer")
    code.add_argument("--terminal", type=int, required=True, help="terminal number, 1 to 65535, never used for another device")
    code.add_argument("--branch", type=int, default=1, help="branch number (default: 1)")
    code.add_argument("--group", type=int, default=0, help="group of terminals, 0 to 31 (default: 0)")
    code.add_argument(
        "--roles", type=_role_list, default=[Role.SELL], help="sell,load,cash-out,personalise,repair,virtual (default: sell)"
    )
    code.set_defaults(run=terminal.code)
    approve = acts.add_parser("approve", parents=[unlocking], help="[!] admit the device that made a request")
    approve.add_argument("request", type=Path, metavar="REQUEST", help="the file from the terminal")
    approve.add_argument("--out", type=Path, required=True, metavar="ANSWER", help="the file for the terminal")
    approve.set_defaults(run=terminal.admit, device=None)
    order = acts.add_parser("order", parents=[unlocking], help="[!] admit the device of an order from head office's pages")
    order.add_argument("request", type=Path, metavar="ORDER", help="the file from head office's pages")
    order.add_argument("--device", required=True, metavar="NAME", help="the device's name, as the installer read it there")
    order.add_argument("--roles", type=_role_list, default=[Role.SELL], help="what it may do, as it was ordered (default: sell)")
    order.add_argument("--out", type=Path, required=True, metavar="ANSWER", help="the file to upload at head office")
    order.set_defaults(run=terminal.admit)


def _card_commands(parser: argparse.ArgumentParser, place: argparse.ArgumentParser, unlocking: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(required=True, metavar="ACT")
    plan = acts.add_parser("plan", parents=[unlocking], help="[!] plan cards for a desk (shows the plan; --apply carries it out)")
    plan.add_argument("--desk", type=int, required=True, help="terminal number of the desk that will make the cards")
    plan.add_argument("--cards", required=True, metavar="NUMBERS", help="1000-1049,2000")
    plan.add_argument("--instance", type=int, default=1, help="1 for a first card, higher for a replacement (default: 1)")
    plan.add_argument("--class", dest="card_class", type=int, required=True, help="member class")
    plan.add_argument("--issued", type=_day, metavar="DATE", help="YYYY-MM-DD (default: today)")
    plan.add_argument("--valid-from", type=_day, metavar="DATE", help="default: the day of issue")
    plan.add_argument("--valid-until", type=_day, metavar="DATE", required=True, help="last day")
    plan.add_argument("--load", default="0", metavar="AMOUNT", help="first load of each card (default: 0)")
    plan.add_argument("--digits", type=int, choices=range(4), default=2, help="decimals of the currency (default: 2)")
    plan.add_argument("--pin", choices=["none", "given", "random"], default="none", help="first PIN (default: none)")
    _secret_options(plan, "pin", "given PIN")
    plan.add_argument("--out", type=Path, required=True, metavar="FILE", help="the file for the desk")
    mode = plan.add_mutually_exclusive_group()
    mode.add_argument("--dry-run", dest="mode", action="store_const", const="dry-run", help="show the plan only (default)")
    mode.add_argument(
        "--apply", dest="mode", action="store_const", const="apply", help="[!] carry it out after a typed confirmation"
    )
    mode.add_argument("--yes", dest="mode", action="store_const", const="yes", help="[!] carry it out without asking")
    plan.set_defaults(run=cards.plan, mode="dry-run")
    again = acts.add_parser("again", parents=[place], help="write the file of a job list once more")
    again.add_argument("list", type=int, metavar="LIST")
    again.add_argument("--out", type=Path, required=True, metavar="FILE")
    again.set_defaults(run=cards.again)
    inspect = acts.add_parser("inspect", parents=[unlocking], help="say what is on a card and what is wrong with it")
    inspect.add_argument("--reader", default="", metavar="NAME", help="part of the reader's name (default: the first reader)")
    inspect.add_argument("--virtual-card", type=Path, metavar="FILE", help="read a virtual card instead of a real one")
    inspect.add_argument("--digits", type=int, choices=range(4), default=2, help="decimals of the currency (default: 2)")
    inspect.set_defaults(run=cards.inspect)
