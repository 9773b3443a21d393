"""`make demo-check`: the demo without a person. Every promise of the first sale, one summary line, exit 0."""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
import tempfile
import time
from decimal import Decimal
from io import StringIO
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener, urlopen

from provisioning.chain.example import LISTED, PIN, staff
from provisioning.demo import TILL, build
from provisioning.driven import DrivenTerminal, Notice
from provisioning.stage import Stage, StageFault

PATIENCE_S = 30.0
FIGURES = 4
"""What the first page of head office tells at least: takings, what is owed, silent terminals, open cases."""
FIRST_DAY = "2020-01-01"
NUMBERS = ("ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE")


class Broken(Exception):
    """A promise that does not hold; the text says which."""


def expect(what: str, notice: Notice, code: str) -> Notice:
    """The terminal must have answered with this code."""
    if notice["code"] != code:
        raise Broken(f"{what}: the terminal said {notice}, not {code}")
    print(f"  {what}: {' / '.join(notice.get('operator', [code]))}", flush=True)
    return notice


def sale(terminal: DrivenTerminal, stage: Stage, number: int, keys: str) -> Notice:
    """Key, tap, pay."""
    terminal.say(keys)
    terminal.tap(stage.card(number))
    notice = terminal.finish_with_card("card", PIN)
    terminal.say("pull")
    return notice


def check_counter(terminal: DrivenTerminal, stage: Stage) -> None:
    """With head office down: one sale on each kind of card, the refusals, and a card pulled away in the middle of a write."""
    expect("ordinary MIFARE card pays 2.40", sale(terminal, stage, 1001, "2*101"), "paid")
    discounted = expect("staff SLE4442 card pays 20 % less for food", sale(terminal, stage, 1002, "201"), "paid")
    if discounted["amount"] != 520:
        raise Broken(f"6.50 less 20 % is 5.20, the card paid {discounted['amount']}")
    expect("low balance", sale(terminal, stage, 1003, "102"), "insufficient-balance")
    terminal.say("cancel")
    expect("reported lost", sale(terminal, stage, LISTED, "101"), "listed")
    terminal.say("cancel")
    expect("near its daily limit", sale(terminal, stage, 1005, "102"), "above-day-limit")
    terminal.say("cancel")
    for kind, number, write in (("MIFARE", 1001, 3), ("SLE4442", 1002, 8)):
        torn_sale(terminal, stage, kind, number, write)


def torn_sale(terminal: DrivenTerminal, stage: Stage, kind: str, number: int, write: int) -> None:
    """The card is torn away within a write, laid down again, and pays exactly once."""
    ticket = f"TORN{number}"
    before = terminal.tap(stage.card(number))["balance"]
    terminal.say("pull")
    terminal.say(f"#{ticket}")
    terminal.say("101")
    terminal.say(f"tear {write} garbage")
    terminal.tap(stage.card(number))
    expect(f"{kind} card torn away", terminal.finish_with_card("card", PIN), "not-finished")
    terminal.say("pull")
    notice = expect(f"{kind} card laid down again", terminal.come_back(stage.card(number), PIN), "paid")
    after = notice["balance"]
    if terminal.fate(ticket) != "PAID" or before - after not in (108, 120):
        raise Broken(f"{kind}: {before} before, {after} after, ticket {terminal.fate(ticket)}")
    terminal.say("pull")


def check_panel(stage: Stage) -> None:
    """The page of the counter: keys are pressed on it, and its display shows a sale and then a sale in cash."""
    with stage.stand_at_counter(TILL) as terminal:
        try:
            address = stage.address(TILL)
            sign_on(address)
            keyed(address, "101")
            shown(address, "Tea")
            pressed(address, "CASH")
            shown(address, "PAID")
        finally:
            terminal.terminate()
    print("  the panel: tea is keyed and paid in cash", flush=True)


def check_pages(stage: Stage) -> None:
    """Somebody of the example signs in: head office is busy today, and its report says what the ledger says."""
    stage.server("tell")
    person, visitor = staff()[1], build_opener(HTTPCookieProcessor())
    page = opened(visitor, f"{stage.pages}login")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    form = {"name": person.name, "password": person.password, "csrf_token": token[1] if token else ""}
    figures = re.findall(r'class="figure[^"]*">(?:<a [^>]*>)?([0-9,.]+)', opened(visitor, f"{stage.pages}login", form))
    if len(figures) < FIGURES or not all(float(figure.replace(",", "")) for figure in figures):
        raise Broken(f"the first page of head office shows {figures}")
    print(f"  head office: {person.name} signs in and sees {', '.join(figures)}", flush=True)
    report = opened(visitor, f"{stage.pages}reports/takings/csv?by=day&from={FIRST_DAY}")
    rows = list(csv.DictReader(StringIO(report)))
    told = [sum_of(column, rows) for column in ("By card", "In cash", "Given back", "Loaded onto cards")]
    books = stage.totals()
    back = books["void_minor"] + books["refund_minor"] + books["cash_refund_minor"]
    if told != [books["card_minor"], books["cash_minor"], back, books["load_minor"]]:
        raise Broken(f"the report of takings says {told}, the ledger {books}")
    print("  head office: its report of takings says what the ledger says", flush=True)


def opened(visitor: OpenerDirector, address: str, form: dict[str, str] | None = None) -> str:
    """A page, or the one after a form was sent. Raises Broken."""
    try:
        with visitor.open(address, urlencode(form).encode() if form else None, timeout=PATIENCE_S) as answer:
            return str(answer.read().decode("utf-8-sig"))
    except HTTPError as error:
        raise Broken(f"{address} says {error.code}") from None


def sum_of(column: str, rows: list[dict[str, str]]) -> int:
    """What a column comes to, in minor units."""
    return int(sum(Decimal(row[column]) for row in rows) * 100)


def sign_on(address: str) -> None:
    """The first operator comes on duty: the first key takes what was said at the start off the display."""
    pressed(address, "BACK")
    shown(address, "Operator no.")
    keyed(address, "1")
    shown(address, "PIN")
    keyed(address, PIN)
    shown(address, "Ann")


def keyed(address: str, digits: str) -> None:
    """Key a number and ENTER."""
    for digit in digits:
        pressed(address, NUMBERS[int(digit)])
    pressed(address, "ENTER")


def pressed(address: str, key: str) -> None:
    """Press a key on the page."""
    with urlopen(Request(f"{address}key/{key}", method="POST"), timeout=PATIENCE_S):
        pass


def shown(address: str, text: str) -> str:
    """Follow what the page is told until the cashier's display shows a text; the display. Raises Broken."""
    deadline = time.monotonic() + PATIENCE_S
    with urlopen(f"{address}events", timeout=PATIENCE_S) as stream:
        for line in stream:
            if line.startswith(b'data: {"operator"') and text in (seen := display(line)):
                return seen
            if time.monotonic() > deadline:
                break
    raise Broken(f"the panel: the display never showed {text!r}")


def display(line: bytes) -> str:
    """The cashier's display in one line of the stream."""
    return "\n".join("".join(cells).rstrip() for cells in json.loads(line.removeprefix(b"data: "))["operator"])


def check(stage: Stage) -> str:
    """Everything; the summary line. Raises Broken or StageFault."""
    build(stage)
    terminal = stage.start_terminal(TILL)
    expect("tables fetched", {**terminal.ask("send", "sent"), "operator": ["sent"]}, "sent")
    stage.stop()
    print("  head office is down", flush=True)
    check_counter(terminal, stage)
    if terminal.ask("send", "sent")["code"] != "offline":
        raise Broken("head office is down and yet it answered")
    waiting = terminal.ask("status", "status")["unacknowledged"]
    stage.serve()
    print("  head office is back", flush=True)
    sent = terminal.ask("send", "sent")
    status = terminal.ask("status", "status")
    terminal.close()
    # The terminal also tries on its own: who sent what waited, it or the key, is a matter of milliseconds.
    if not waiting or sent["code"] != "sent" or status["unacknowledged"]:
        raise Broken(f"{waiting} batches waited, then {sent}, now {status['unacknowledged']} wait")
    check_panel(stage)
    check_pages(stage)
    stage.server("prove")
    totals = stage.totals()
    stage.stop()
    sold = f"{totals['card_sales']} card sales of {totals['card_minor']} minor units"
    books = f"ledger sum {totals['ledger_sum']}, unexplained {totals['unexplained']} of a copied card"
    return f"demo-check: {sold}, {totals['batches']} batches acknowledged, {books}: all holds"


def main(argv: list[str] | None = None) -> int:
    """0 if every promise holds."""
    parser = argparse.ArgumentParser(prog="demo-check", description="The demo without a person.")
    parser.add_argument("--folder", type=Path, help="keep the installation here (default: a temporary folder)")
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as scratch:
        stage = Stage((arguments.folder or Path(scratch) / "demo").resolve())
        try:
            print(check(stage))
        except (Broken, StageFault) as fault:
            print(f"demo-check: {fault}", file=sys.stderr)
            return 1
        finally:
            stage.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
