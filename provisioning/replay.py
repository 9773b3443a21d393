"""`make replay DAY=file.csv`: a day of real retail through real terminals, late and shuffled batches, and a settled ledger.

Members get cards of both kinds, lines are keyed by item code, `C` invoices go back onto the card, lines without a
customer are cash. With --kills the terminals are killed at random instants and started again. The last line is JSON:
its figures are read back from the ledger.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
from pathlib import Path
from random import Random  # noqa: TID251 - the one seeded source of chance of this program

from protocol.money import Money
from provisioning.carrier import carry
from provisioning.cashier import Cashier
from provisioning.retail_day import RetailDay, read_day
from provisioning.stage import DESK_ROLES, Stage, StageFault

DESK = 9
TILLS = (1, 2, 3)
NEVER = 86_400
PRICE_DIGITS = 5
STICK_EVERY = 25
FIGURES = (
    "card_sales",
    "card_minor",
    "cash_sales",
    "cash_minor",
    "card_refunds",
    "refund_minor",
    "cash_refunds",
    "cash_refund_minor",
)


def main(argv: list[str] | None = None) -> int:
    """Replay a day; 0 if the books hold."""
    parser = argparse.ArgumentParser(prog="replay", description="Replay a day of retail data.")
    parser.add_argument("day", type=Path, help="CSV file of one day")
    parser.add_argument("--kills", type=int, default=0, help="how often to kill a terminal (SIGKILL) at a random instant")
    parser.add_argument("--seed", type=int, default=1, help="seed of every chance")
    parser.add_argument("--folder", type=Path, help="keep the installation here (default: a temporary folder)")
    arguments = parser.parse_args(argv)
    with arguments.day.open(newline="", encoding="utf-8-sig") as file:
        day = read_day(csv.DictReader(file))
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.folder or Path(scratch) / "replay"
        try:
            figures = replay(day, Stage(folder), Random(arguments.seed), arguments.kills)
        except StageFault as fault:
            print(fault, file=sys.stderr)
            return 1
    print(json.dumps(figures))
    return 0 if figures["ledger_sum"] == 0 == figures["unexplained"] else 1


def replay(day: RetailDay, stage: Stage, chance: Random, kills: int) -> dict[str, int]:
    """Build the installation, sell the day, settle it; the figures as the ledger has them. Raises StageFault."""
    for odd in day.odd:
        print(f"odd line {odd.row}: invoice {odd.invoice}, {odd.stock_code}: {odd.why}")
    say(f"{len(day.invoices)} invoices, {len(day.articles)} articles, {len(day.customers)} members, {len(day.odd)} odd lines")
    stage.build(write_shop(day, stage))
    stage.serve()
    try:
        open_shop(day, stage)
        sell(day, stage, chance, kills)
        stage.server("prove")
        totals = stage.totals()
    finally:
        stage.stop()
    return {
        **{name: totals[name] for name in FIGURES},
        "odd_lines": len(day.odd),
        "batches": totals["batches"],
        "ledger_sum": totals["ledger_sum"],
        "unexplained": totals["unexplained"],
    }


def say(text: str) -> None:
    """Progress, for whoever watches."""
    print(text, file=sys.stderr, flush=True)


def write_shop(day: RetailDay, stage: Stage) -> Path:
    """The shop file and its price list. Limits are out of the way: these members are wholesale buyers."""
    folder = stage.folder.parent / f"{stage.folder.name}-shop"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "items.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("code", "name", "price", "category", "owner"))
        for article in day.articles.values():
            writer.writerow((article.code, article.name, Money(article.price.mills).text(PRICE_DIGITS), 1, 1))
    (folder / "shop.toml").write_text(SHOP, encoding="utf-8")
    return folder / "shop.toml"


def open_shop(day: RetailDay, stage: Stage) -> None:
    """Enrol desk and tills, and make the members' cards: MIFARE for even numbers, SLE4442 for odd ones."""
    stage.add_terminal(DESK, DESK_ROLES, NEVER)
    for till in TILLS:
        stage.add_terminal(till, batch_seconds=NEVER)
    for parity, blank in enumerate(("mifare", "sle4442")):
        numbers = [str(customer) for customer in day.customers if customer % 2 == parity]
        if numbers:
            say(f"making {len(numbers)} {blank} cards")
            stage.make_cards(DESK, ",".join(numbers), 1, blank, pin=Cashier.PIN)


def sell(day: RetailDay, stage: Stage, chance: Random, kills: int) -> None:
    """Sell every invoice at one of the tills, carry sticks now and then, and bring everything home at the end."""
    cashiers = [Cashier(stage, till) for till in TILLS]
    doomed = sorted(chance.sample(range(len(day.invoices)), min(kills, len(day.invoices))))
    sticks: list[Path] = []
    for place, invoice in enumerate(day.invoices):
        cashier = cashiers[place % len(cashiers)]
        if place in doomed:
            cashier.die_within(chance.random() * 0.4)
        cashier.serve(invoice)
        if (place + 1) % STICK_EVERY == 0:
            stick = stage.folder / f"stick-{place}"
            stick.mkdir()
            chance.choice(cashiers).export(stick)
            sticks.append(stick)
            say(f"{place + 1} of {len(day.invoices)} invoices")
    chance.shuffle(sticks)
    for stick in sticks:
        carry(stick, stage.url, chance)
    for cashier in cashiers:
        for stick in sticks:
            cashier.take_answers(stick)
        cashier.go_home()
    killed = sum(cashier.deaths for cashier in cashiers)
    say(f"{len(sticks)} sticks carried late and shuffled; terminals killed {killed} times")


SHOP = """
[shop]
name = "Online Retail"
currency = "GBP"
digits = 2
utc_offset_minutes = 0
language = "en"
receipt_head = []
receipt_foot = []
contact_share = 1
contact_offline_load = true
balance_max = "21474836.47"
items_csv = "items.csv"

[[classes]]
id = 1
name = "Member"
discount_bp = 0
groups = "all"
floor = "0.00"
soft_sale = "500.00"
hard_sale = "21474836.47"
soft_day = "5000.00"
hard_day = "21474836.47"

[[terminals]]
id = 1
float = "21474836.47"

[[terminals]]
id = 2
float = "21474836.47"

[[terminals]]
id = 3
float = "21474836.47"

[[operators]]
id = 1
name = "Replay"
rights = ["sell", "void", "refund", "load"]
"""


if __name__ == "__main__":
    sys.exit(main())
