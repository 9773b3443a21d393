"""Passwords for the console: from an open file or from the keyboard, never from the command line."""

from __future__ import annotations

import argparse
import getpass
import os

SERVER, BACKUP = "server password", "backup password"
PASSWORD_BYTES_MAX = 1_024


def add_password(parser: argparse.ArgumentParser, what: str = SERVER) -> None:
    """Let a command be given a password."""
    parser.add_argument("--password-fd", type=int, metavar="N", help=f"read the {what} from this open file")


def read_password(arguments: argparse.Namespace, what: str = SERVER) -> bytes:
    """The password."""
    if arguments.password_fd is None:
        return getpass.getpass(f"{what}: ").encode()
    with os.fdopen(arguments.password_fd, "rb") as file:
        return file.read(PASSWORD_BYTES_MAX).rstrip(b"\r\n")
