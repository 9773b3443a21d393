"""What the numbers in reports are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask_babel import gettext

from protocol.link.duty_entries import Tender
from server.database import run, run_rows
from server.ledger.chart import UNDONE, Code
from server.reporting.lines import BY_CARD
from server.reports.takings import Group, Key

_TABLES = {
    Group.BRANCH: ("branch", "id"),
    Group.OWNER: ("owner", "id"),
    Group.OPERATOR: ("operator", "id"),
    Group.CARD_CLASS: ("member_class", "id"),
    Group.CATEGORY: ("category", "id"),
    Group.ITEM: ("item", "code"),
}
NAMED = frozenset(_TABLES)
CHOICES_MAX = 500


def names_of(group: Group, keys: Iterable[Key]) -> Mapping[Key, str]:
    """The names of those that have one."""
    if group not in _TABLES:
        return {}
    table, column = _TABLES[group]
    wanted = sorted({int(key) for key in keys if key is not None})
    sql = f"WITH w (id) AS (VALUES {{rows}}) SELECT n.{column}, n.name FROM w JOIN {table} n ON n.{column} = w.id"
    return dict(run_rows(sql, [(key,) for key in wanted]))


def choices(group: Group) -> list[tuple[int, str]]:
    """What can be chosen from, by number."""
    table, column = _TABLES[group]
    rows = run(f"SELECT {column}, name FROM {table} ORDER BY {column} LIMIT {CHOICES_MAX}").fetchall()
    return [(number, f"{number} · {name}" if name else str(number)) for number, name in rows]


def tender_name(tender: int) -> str:
    """How it was paid."""
    words: dict[int, str] = {
        BY_CARD: gettext("card"),
        Tender.CASH: gettext("cash"),
        Tender.CHEQUE: gettext("cheque"),
        Tender.BANK_CARD: gettext("bank card"),
    }
    return words.get(tender, str(tender))


TENDERS = (BY_CARD, *Tender)


def code_name(code: Code) -> str:
    """What happened."""
    words: dict[Code, str] = {
        Code.CARD_SALE: gettext("sale by card"),
        Code.CARD_VOID: gettext("void"),
        Code.CARD_REFUND: gettext("refund onto the card"),
        Code.CASH_SALE: gettext("sale"),
        Code.CASH_REFUND: gettext("refund paid out"),
        Code.LOAD: gettext("load"),
        Code.OPEN_LOAD: gettext("load, not known to have reached the card"),
        Code.CLAIM: gettext("claim paid onto the card"),
        Code.OTHER_CHANGE: gettext("a change with the wrong sign"),
        Code.GAP: gettext("records that are missing"),
        Code.MISMATCH: gettext("records that do not fit"),
        Code.PAY_OUT: gettext("paid out of the drawer"),
        Code.CLAIM_MADE: gettext("promised"),
        Code.CLAIM_RETURNED: gettext("promise taken back"),
        Code.CHANGE_MONEY: gettext("change money at the start"),
        Code.EMPTIED: gettext("drawer emptied"),
        Code.DIFFERENCE: gettext("over or short"),
        Code.DUES: gettext("deposit or fee"),
        Code.DEPOSIT_KEPT: gettext("deposit kept"),
        Code.SALE_CORRECTED: gettext("given to another owner"),
        Code.OWNER_SETTLED: gettext("settled with an owner"),
        Code.CASH_OUT: gettext("balance paid out"),
        Code.SUSPENSE_CLOSED: gettext("suspense closed"),
    }
    return words[code] if code in words else gettext("taken back: %(what)s", what=words[Code(code - UNDONE)])
