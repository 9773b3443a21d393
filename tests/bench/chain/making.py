"""A chain of shops with a million members and five million sales, made in minutes."""

from __future__ import annotations

import psycopg

from protocol.instants import MS_PER_DAY, Instant
from server.clock import system_now
from server.database import run
from server.ledger.chart import AccountKind
from server.schema import migrate
from tests.bench.books import SALES, in_process
from tests.bench.chain.copies import copy_parts
from tests.bench.chain.office_work import add_office_work
from tests.bench.chain.people import add_members
from tests.bench.chain.seed import CARDS, make_seed
from tests.bench.work import Work

COUNTED = {
    "cards": f"account WHERE kind = {AccountKind.CARD_LIABILITY:d}",
    "sales": f"transfer WHERE {SALES} AND leg = 0",
    "lines": "told_line",
    "batches": "stored_batch",
    "members": "member",
}


def make_chain(url: str, members: int, work: Work, a_part: int = CARDS) -> dict[str, int]:
    """Fill an empty database; how much there is of what."""
    with in_process(url):
        migrate()
        make_seed(a_part)
        work.say("a part of the chain is sent, booked and told")
        copy_parts(-(-members // a_part) - 1)
        work.say("its copies are made")
        add_members(members, system_now() - 360 * MS_PER_DAY)
        work.say("members are written down")
        found = {name: int(run(f"SELECT COUNT(*) FROM {rows}").fetchone()[0]) for name, rows in COUNTED.items()}
        add_office_work(found["cards"], members, Instant(system_now()))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    work.say("lists, cases, jobs and the audit are written")
    return found
