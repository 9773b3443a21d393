"""The shop of every region, as head office would be given it."""

from __future__ import annotations

from pathlib import Path

SHOP = """
[shop]
name = "Region"
currency = "GBP"
digits = 2
utc_offset_minutes = 0
language = "en"
receipt_head = []
receipt_foot = []
contact_share = 2
contact_offline_load = true
balance_max = "2000.00"

[[classes]]
id = 1
name = "Member"
discount_bp = 0
groups = "all"
floor = "0.00"
soft_sale = "20.00"
hard_sale = "200.00"
soft_day = "200.00"
hard_day = "1000.00"

[[operators]]
id = 1
name = "Ann"
rights = ["sell", "void", "refund", "load"]
"""
ITEM = """
[[items]]
code = {code}
name = "Article {code}"
price = "{price}"
category = {category}
owner = {owner}
"""
TERMINAL = """
[[terminals]]
id = {id}
owner = {owner}
float = "{float}"
"""
DESK, TERMINALS = 1, 400
CODES = range(101, 113)


def write_shop(path: Path) -> Path:
    """The shop file: a dozen articles of two owners, and all terminals that there may ever be. The desk loads new cards."""
    items = [
        ITEM.format(code=code, price=f"{0.4 + (code - 100) * 0.55:.2f}", category=code % 3 + 1, owner=code % 2 + 1)
        for code in CODES
    ]
    terminals = [
        TERMINAL.format(id=number, owner=number % 2 + 1, float="50000.00" if number == DESK else "3000.00")
        for number in range(DESK, TERMINALS)
    ]
    path.write_text(SHOP + "".join(items + terminals), encoding="utf-8")
    return path
