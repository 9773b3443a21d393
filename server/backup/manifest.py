"""What the books come to: written into a backup, and computed again wherever it is put back."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from protocol.instants import Instant
from server.backup.faults import BackupFault
from server.database import run
from server.ledger.balances import balances_by_kind, digest
from server.models import MODELS


@dataclass(frozen=True, slots=True)
class Manifest:
    """One moment of a database. `database` is its sort, `schema` the scripts that made its tables, `counts` its rows by table,
    `balances` its accounts by kind in minor units, `ledger` the digest of all transfers, `audit` the hash of the newest entry."""

    taken_at: Instant
    database: str
    schema: list[str]
    newest_batch: int
    ledger: str
    audit: str
    counts: dict[str, int]
    balances: dict[str, int]


def manifest_of(taken_at: Instant, database: str, schema: list[str]) -> Manifest:
    """That of the present database."""
    (newest,) = run("SELECT COALESCE(MAX(id), 0) FROM stored_batch").fetchone()
    head = run("SELECT hash FROM audit ORDER BY number DESC LIMIT 1").fetchone()
    return Manifest(
        taken_at,
        database,
        schema,
        newest,
        digest(),
        "" if head is None else bytes(head[0]).hex(),
        {model._meta.table_name: model.select().count() for model in MODELS},
        {kind.name.lower(): amount.minor for kind, amount in balances_by_kind().items()},
    )


def written(manifest: Manifest) -> bytes:
    """As the first piece of a backup."""
    return json.dumps(asdict(manifest), sort_keys=True).encode()


def read(piece: bytes) -> Manifest:
    """Raises BackupFault for that of another version of this program."""
    try:
        return Manifest(**json.loads(piece))
    except (ValueError, TypeError) as error:
        raise BackupFault("another version of this program has taken the backup: restore it with that one") from error


def differences(said: Manifest, found: Manifest) -> list[str]:
    """What is not as it was said, a sentence each."""
    here, there = asdict(said), asdict(found)
    failures = []
    for name in ("newest_batch", "ledger", "audit"):
        if here[name] != there[name]:
            failures.append(f"{name} was {here[name]}, and is {there[name]}")
    for name in ("counts", "balances"):
        keys = sorted(here[name].keys() | there[name].keys())
        failures += [
            f"{name} of {key}: {here[name].get(key)} before, {there[name].get(key)} now"
            for key in keys
            if here[name].get(key) != there[name].get(key)
        ]
    return failures
