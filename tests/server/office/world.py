"""Two branches with a terminal each, a card that was used at both, and cases at both."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from protocol.ids import CardInstance, TerminalId
from protocol.instants import Instant
from server.audit import Actor
from server.database import run, writing
from server.settlement.findings.cases import CaseKind, NewCase, open_cases
from server.usecases.members.details import Details, FieldKind, OwnField
from server.usecases.members.fields import add_field
from server.usecases.members.holders import give_card
from server.usecases.members.importing import keep_file
from server.usecases.members.members import create
from server.usecases.members.photos import keep_photo
from server.usecases.members.words import FIRST_NUMBER
from tests.server.head_office import NOON, HeadOffice
from tests.server.journal import Card, Journal
from tests.server.settlement.test_booking import loaded_card

HERE, THERE = 7, 8
"""The terminals of branch 1 (owner 5) and of branch 2 (owner 6)."""
CARD = 1_000_000_000_000_001
SHIFT_HERE, SHIFT_THERE, LOST_HERE, FORK_HERE, TOTALS_HERE = 1, 2, 3, 4, 5
"""The numbers of the cases."""
JOB_HERE, JOB_THERE = 11, 12
"""Desk jobs of which nothing came, at both branches."""
MEMBER = FIRST_NUMBER
"""Holds the card, is at home at branch 2, and has a photo."""
MEMBERS_FILE = b"Name\nAnn\n"
"""Waits for its preview."""


def build_world() -> CardInstance:
    """Into an empty ledger; the card."""
    office = HeadOffice()
    here, there = Journal(terminal=HERE), Journal(terminal=THERE)
    card = loaded_card(here)
    here.sale(card, 400)
    there.sale(card, 250)
    here.sale(card, 150)
    here.cash_sale(1_000)
    office.accept(HERE, here.batch())
    office.accept(THERE, there.batch())
    with writing():
        run(
            "INSERT INTO member_class (id, name, discount_bp, groups, floor, soft_sale, hard_sale, soft_day, hard_day,"
            " least_sale, sales_day) VALUES (1, 'Guests', 0, 1, 0, 5000, 20000, 10000, 40000, 0, 0)"
        )
        for number, terminal in ((JOB_HERE, HERE), (JOB_THERE, THERE)):
            run(
                "INSERT INTO desk_job (number, terminal, kind, card, instance, content, sold, ordered_by, ordered_at, expires_at,"
                " state, reason, changed_at, closed_at) VALUES (%s, %s, 8, %s, 0, '{}', %s, 'Ann', 1, 2, 7, 0, 2, 2)",
                (number, terminal, CARD, True),
            )
        run("INSERT INTO region (id, name) VALUES (3, 'North')")
        run("INSERT INTO branch (id, name, region) VALUES (1, 'Main street', 3), (2, 'Harbour', NULL)")
        run("UPDATE certificate SET branch = %s WHERE terminal = %s", (2, THERE))
        run("INSERT INTO terminal (id, owner, load_float) VALUES (%s, 5, 0), (%s, 6, 0)", (HERE, THERE))
        open_cases(_cases(card, here), Instant(NOON - 3_600_000))
    somebody = Actor(None, "eve")
    member = create(Details("王小明", mobile="138 0000 1111", branch=2), somebody, NOON)
    give_card(card.name, member, "", somebody, NOON)
    add_field(OwnField(0, "Hobby", FieldKind.TEXT, False, (), 1, True), somebody, NOON)
    keep_file("members.csv", MEMBERS_FILE, somebody, NOON)
    keep_photo(member, picture(), somebody, NOON)
    return card.name


def picture(width: int = 8, height: int = 6) -> bytes:
    """A photo as it is uploaded."""
    made = BytesIO()
    Image.new("RGBA", (width, height), (200, 120, 80, 255)).save(made, "PNG")
    return made.getvalue()


def _cases(card: Card, journal: Journal) -> list[NewCase]:
    sale = next(iter(journal.intents))
    return [
        NewCase(CaseKind.SHIFT_DIFFERENCE, "7-a1b2c3d4-1", "over by 1.00", terminal=TerminalId(HERE)),
        NewCase(CaseKind.SHIFT_DIFFERENCE, "8-a1b2c3d4-1", "short by 2.00", terminal=TerminalId(THERE)),
        NewCase(CaseKind.VALUE_LOST, str(sale), "2.00 less than before", card.name, TerminalId(HERE)),
        NewCase(CaseKind.FORK, f"{sale} twice", "two records at counter 2", card.name, TerminalId(HERE)),
        NewCase(CaseKind.TOTALS, "batch 1 of 7", "the sums do not fit", terminal=TerminalId(HERE)),
    ]
