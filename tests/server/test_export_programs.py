"""The books as ledger, hledger and beancount read them: they accept ours, find our balances, and see one wrong cent."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from protocol.money import Money
from server.database import run
from server.export import Form, export, name_in
from server.ledger.balances import Booked, transfers
from server.ledger.chart import AccountKind, AccountName, Code
from server.ledger.entries import Leg
from server.ledger.proofs import prove
from server.settlement.findings.cases import CaseKind
from tests.server.head_office import HeadOffice, certificate_of, open_case_kinds
from tests.server.journal import TODAY
from tests.server.troubled import NOBODYS, troubled_days

SECONDS = 60
CHECKS = {
    Form.LEDGER: ("ledger", "--args-only", "-f", "{}", "balance"),
    Form.HLEDGER: ("hledger", "-f", "{}", "check"),
    Form.BEANCOUNT: ("bean-check", "--no-cache", "{}"),
}
BALANCES = {
    Form.LEDGER: (*CHECKS[Form.LEDGER], "--flat", "--no-total", "--balance-format", "%(account),%(amount)\n"),
    Form.HLEDGER: ("hledger", "-f", "{}", "balance", "--flat", "--no-total", "-O", "csv"),
}


@pytest.fixture
def readers() -> None:
    """Where a program is missing: fails with CI=true, otherwise skips and says what to do."""
    missing = [command[0] for command in CHECKS.values() if shutil.which(command[0]) is None]
    if missing:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("apt-get install ledger hledger beancount")


def ask(command: tuple[str, ...], books: Path) -> subprocess.CompletedProcess[str]:
    """One of the programs about one file."""
    told = [word.format(books) if word == "{}" else word for word in command]
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    return subprocess.run(told, capture_output=True, text=True, timeout=SECONDS, check=False, env=environment)


def written(form: Form, folder: Path, rows: list[Booked]) -> Path:
    """The books in a file."""
    path = folder / f"books.{form.value}"
    path.write_text("".join(line + "\n" for line in export(rows, form, "GBP", 2)), encoding="utf-8")
    return path


@pytest.fixture
def troubled(office: HeadOffice) -> list[Booked]:
    """The transfers after troubled days."""
    for terminal, batch in troubled_days(11):
        office.send(certificate_of(terminal), batch)
    return list(transfers(by_day=True))


@pytest.mark.usefixtures("readers")
def test_all_three_accept_the_books_of_troubled_days(troubled: list[Booked], tmp_path: Path) -> None:
    assert {AccountKind.SUSPENSE_GAP, AccountKind.SUSPENSE_BASKET, AccountKind.FRAUD_PENDING} <= moved(troubled)
    assert len({row.day for row in troubled}) == 3
    assert {CaseKind.FORK, CaseKind.VALUE_WITHOUT_SOURCE, CaseKind.BASKET} <= set(open_case_kinds())
    assert prove().figures["ledger_sum"] == 0
    for form, command in CHECKS.items():
        done = ask(command, written(form, tmp_path, troubled))
        assert (done.returncode, done.stderr) == (0, ""), form


def moved(rows: list[Booked]) -> set[AccountKind]:
    """The kinds of account that the rows touch."""
    return {name.kind for row in rows for name in (row.leg.debit, row.leg.credit)}


@pytest.mark.usefixtures("readers")
@pytest.mark.parametrize("form", BALANCES)
def test_they_come_to_the_balances_that_head_office_keeps(troubled: list[Booked], tmp_path: Path, form: Form) -> None:
    done = ask(BALANCES[form], written(form, tmp_path, troubled))
    found = re.findall(r'^"?([^",\n]+)"?,"?(-?[0-9.]+) GBP"?$', done.stdout, re.M)
    kept = run("SELECT kind, number, part, balance FROM account WHERE balance <> 0").fetchall()
    ours = {
        name_in(form, AccountName(AccountKind(kind), number, part)): (-Money(balance)).text(2)
        for kind, number, part, balance in kept
    }
    assert dict(found) == ours


def each_kind() -> list[Booked]:
    """A transfer to and from every kind of account that there is."""
    names = [AccountName(kind, 0 if kind in HOUSE else 12) for kind in AccountKind]
    pairs = zip(names, names[1:] + names[:1], strict=True)
    legs = [Leg(debit, credit, Money(100), Code.GAP) for debit, credit in pairs]
    return [Booked(NOBODYS, place, leg, TODAY) for place, leg in enumerate(legs)]


HOUSE = (AccountKind.SUSPENSE_BASKET, AccountKind.FRAUD_PENDING)


@pytest.mark.usefixtures("readers")
@pytest.mark.parametrize("form", Form)
def test_every_kind_of_account_has_a_name_that_they_take(form: Form, tmp_path: Path) -> None:
    assert len({name_in(form, AccountName(kind, 12)) for kind in AccountKind}) == len(AccountKind)
    done = ask(CHECKS[form], written(form, tmp_path, each_kind()))
    assert (done.returncode, done.stderr) == (0, "")


def a_cent_more(text: str) -> str:
    """An amount as text, one cent further from zero."""
    whole, part = text.rsplit(".", 1)
    sign = -1 if whole.startswith("-") else 1
    value = int(whole.lstrip("-") + part) + 1
    return Money(sign * value).text(2)


POSTING = re.compile(r"^( +\S.*?  )(-?[0-9.]+)( GBP.*)$", re.M)
ASSERTION = {
    Form.LEDGER: re.compile(r"^( +\S.* = )(-?[0-9.]+)( GBP)$", re.M),
    Form.HLEDGER: re.compile(r"^( +\S.* = )(-?[0-9.]+)( GBP)$", re.M),
    Form.BEANCOUNT: re.compile(r"^(\S+ balance \S+  )(-?[0-9.]+)( ~ 0.00 GBP)$", re.M),
}
Damage = Callable[[str, Form], str]


def middle(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    """The match in the middle of all."""
    found = list(pattern.finditer(text))
    return found[len(found) // 2]


def replaced(match: re.Match[str], text: str, new: str) -> str:
    """The text with another amount in this place."""
    return text[: match.start(2)] + new + text[match.end(2) :]


def one_posting(text: str, form: Form) -> str:
    """A cent more in one posting."""
    match = middle(POSTING, text)
    return replaced(match, text, a_cent_more(match[2]))


def one_assertion(text: str, form: Form) -> str:
    """A cent more in one assertion."""
    match = middle(ASSERTION[form], text)
    return replaced(match, text, a_cent_more(match[2]))


def posting_missing(text: str, form: Form) -> str:
    """One side of a transfer is not there."""
    match = middle(POSTING, text)
    return text[: match.start()] + text[match.end() + 1 :]


def transfer_missing(text: str, form: Form) -> str:
    """Both sides are not there: everything adds up, only the assertions can see it."""
    pair = re.compile(r"^(\S+ \* .*\n)( +\S.*\n)( +\S.*\n)", re.M)
    match = middle(pair, text)
    return text[: match.start()] + text[match.end() :]


def both_postings(text: str, form: Form) -> str:
    """A cent more on both sides of a transfer: it balances all the same."""
    pair = re.compile(r"^\S+ \* .*\n( +\S.*\n)( +\S.*\n)", re.M)
    match = middle(pair, text)
    damaged = POSTING.sub(lambda posting: posting[1] + a_cent_more(posting[2]) + posting[3], match[0])
    return text[: match.start()] + damaged + text[match.end() :]


@pytest.mark.usefixtures("readers")
@pytest.mark.parametrize("damage", [one_posting, one_assertion, posting_missing, transfer_missing, both_postings])
def test_one_wrong_cent_is_seen_by_each(troubled: list[Booked], tmp_path: Path, damage: Damage) -> None:
    for form, command in CHECKS.items():
        path = written(form, tmp_path, troubled)
        text = path.read_text(encoding="utf-8")
        path.write_text(damage(text, form), encoding="utf-8")
        assert path.read_text(encoding="utf-8") != text
        assert ask(command, path).returncode != 0, form
