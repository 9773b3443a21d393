"""Money and times as people read them. The shop says how many digits its money has, the configuration where its clock stands."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, g
from flask_babel import gettext

from protocol.instants import BusinessDay, Instant, date_of, local_text
from protocol.money import Money
from server.masters.items import PRICE_DIGITS
from server.models.catalogue import ParameterRow

NOTHING = "–"
NOBODY = "Tallycard"


@dataclass(frozen=True, slots=True)
class Shop:
    """What a page needs of the shop: its name, and its money."""

    name: str
    currency: str
    digits: int


def the_shop() -> Shop:
    """The shop of this request, read once; before masters were imported, one without a name."""
    if "shop" not in g:
        row = ParameterRow.select(ParameterRow.shop, ParameterRow.currency, ParameterRow.digits).first()
        g.shop = Shop(NOBODY, "", 2) if row is None else Shop(row.shop, row.currency, row.digits)
    found: Shop = g.shop
    return found


def money_text(amount: Money | None, digits: int) -> str:
    """`-1234567` is `−12,345.67`."""
    if amount is None:
        return NOTHING
    whole, point, part = abs(amount).text(digits).partition(".")
    return f"{'−' if amount.minor < 0 else ''}{int(whole):,}{point}{part}"


def span_text(ms: int) -> str:
    """How long something took, in the largest unit that fits: `45 s`, `12 min`, `5 h`, `3 d`."""
    seconds = abs(ms) // 1_000
    if seconds >= 86_400:
        return str(gettext("%(count)s d", count=seconds // 86_400))
    if seconds >= 3_600:
        return str(gettext("%(count)s h", count=seconds // 3_600))
    if seconds >= 60:
        return str(gettext("%(count)s min", count=seconds // 60))
    return str(gettext("%(count)s s", count=seconds))


def percent_text(basis_points: int) -> str:
    """`750` is `7.5 %`."""
    return f"{plain_percent(basis_points)} %"


def plain_percent(basis_points: int) -> str:
    """The same as somebody types it."""
    return Money(basis_points).text(2).rstrip("0").rstrip(".")


def price_text(mills: int, digits: int) -> str:
    """A price in thousandths of a minor unit, with no more decimals than it needs: `1,003.20`, `1.255`."""
    whole, point, part = plain_price(mills, digits).partition(".")
    return f"{int(whole):,}{point}{part}"


def plain_price(mills: int, digits: int) -> str:
    """The same as somebody types it."""
    whole, _, part = Money(mills).text(digits + PRICE_DIGITS).partition(".")
    kept = part[:digits] + part[digits:].rstrip("0")
    return f"{whole}.{kept}" if kept else whole


def name_figures(app: Flask, utc_offset_minutes: int) -> None:
    """The filters `money`, `price`, `percent`, `instant`, `day` and `span` of all templates, and `shop`."""

    def money(amount: Money | None) -> str:
        return money_text(amount, the_shop().digits)

    def instant(at: Instant | None) -> str:
        return NOTHING if at is None else local_text(at, utc_offset_minutes)

    def day(number: BusinessDay | None) -> str:
        return NOTHING if number is None else date_of(number).isoformat()

    def price(mills: int | None) -> str:
        return NOTHING if mills is None else price_text(mills, the_shop().digits)

    app.jinja_env.filters.update(money=money, price=price, percent=percent_text, instant=instant, day=day, span=span_text)
    app.jinja_env.globals.update(shop=the_shop)
