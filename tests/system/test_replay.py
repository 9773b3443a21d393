"""A made-up day through the real programs: head office as a server, terminals as processes, some of them killed."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

DAY = Path(__file__).parents[1] / "data" / "retail_day.csv"


def expected(path: Path) -> dict[str, int]:
    """The figures by another way: a few lines over the file, without a line of the product."""
    pence: Counter[str] = Counter()
    customer, odd = {}, 0
    with path.open(newline="", encoding="utf-8") as file:
        for line in csv.DictReader(file):
            number, price, quantity = line["InvoiceNo"], Decimal(line["UnitPrice"]), int(line["Quantity"])
            customer[number] = line["CustomerID"]
            if price <= 0 or (quantity > 0 if number.startswith("C") else quantity < 0):
                odd += 1
            else:
                pence[number] += int((abs(quantity) * price * 100).to_integral_value(ROUND_HALF_UP))
    names = {
        (True, False): ("card_sales", "card_minor"),
        (False, False): ("cash_sales", "cash_minor"),
        (True, True): ("card_refunds", "refund_minor"),
        (False, True): ("cash_refunds", "cash_refund_minor"),
    }
    figures = {figure: 0 for pair in names.values() for figure in pair}
    for number, amount in pence.items():
        if amount:
            count, total = names[bool(customer[number]), number.startswith("C")]
            figures[count] += 1
            figures[total] += amount
    return {**figures, "odd_lines": odd}


def test_a_day_ends_with_the_figures_of_its_file_though_terminals_are_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "provisioning.replay", str(DAY), "--kills", "6", "--folder", str(tmp_path / "replay")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])
    assert {name: figures[name] for name in expected(DAY)} == expected(DAY)
    assert (figures["ledger_sum"], figures["unexplained"]) == (0, 0)
    assert figures["batches"] > 0
