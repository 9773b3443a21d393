"""The console's part in backups: `backup`, `restore`, `rehearse`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from server.backup.rehearsing import rehearse
from server.backup.restoring import Restored, restore
from server.backup.taking import Place, back_up
from server.cli.password import BACKUP, add_password, read_password
from server.clock import system_now
from server.config import ServerConfig

AFTERWARDS = """
What to do now
  1. Put the keys file and the configuration beside it (they are in no backup), name this database there, start `serve`.
  2. `publish --whole`: terminals may hold newer tables than this database knows of.
  3. Wait until every terminal has been heard of: each sends again what it had sent after the backup, without being told.
     Then `prove` again.
  4. What people decided at head office after the backup is not in it: revocations, losses, claims, approvals. Do it again."""


def add_backup_commands(commands: Any) -> None:
    """Add them to the top level."""
    words = "copy the database into a locked file while head office goes on serving"
    taken = commands.add_parser("backup", help=words, description=words)
    taken.add_argument("--out", type=Path, required=True, metavar="FILE", help="a new file, better not on this machine's disk")
    taken.set_defaults(command=backup_)
    words = "put a backup back into an empty database, and prove it; exit 1 if it is not what was backed up"
    back = commands.add_parser("restore", help=words, description=words)
    back.add_argument("file", type=Path)
    back.add_argument("--into", required=True, metavar="URL", help="an empty database of the same sort")
    back.set_defaults(command=restore_)
    for parser in (taken, back):
        add_password(parser, BACKUP)
    words = "back up, restore into a scratch place, prove and compare; exit 1 if anything differs"
    commands.add_parser("rehearse", help=words, description=words).set_defaults(command=rehearse_)


def backup_(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Take one."""
    password = read_password(arguments, BACKUP)
    manifest = back_up(arguments.out, password, _place(config), system_now())
    print(f"{arguments.out}: everything up to batch {manifest.newest_batch}, {manifest.counts['transfer']} transfers")
    print("Not in it: the keys file and the configuration. Keep copies of them, and the backup password, elsewhere.")
    return 0


def restore_(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Put one back."""
    password = read_password(arguments, BACKUP)
    restored = restore(arguments.file, password, Place(arguments.into, config.database_password_file), system_now())
    _say(restored)
    if restored.holds:
        print(AFTERWARDS)
    return 0 if restored.holds else 1


def rehearse_(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Both, and nothing stays."""
    restored = rehearse(_place(config), system_now())
    _say(restored)
    return 0 if restored.holds else 1


def _place(config: ServerConfig) -> Place:
    return Place(config.database_url, config.database_password_file)


def _say(restored: Restored) -> None:
    print(f"batches up to         {restored.manifest.newest_batch}")
    for name, count in restored.manifest.counts.items():
        if count:
            print(f"{name:<20} {count:>12}")
    for failure in (*restored.differences, *restored.proof.failures):
        print(f"DOES NOT HOLD: {failure}")
    print("the same books, and all holds" if restored.holds else "NOT WHAT WAS BACKED UP")
