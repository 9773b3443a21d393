"""What is said of bonuses: bands, what a load earns, and what became of the bonus of one."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext

from protocol.ids import Reference
from protocol.instants import BusinessDay
from protocol.money import Money
from server.ledger.balances import balance_of
from server.ledger.chart import card_liability
from server.office.forms.bonuses import earned_text
from server.settlement.credits.bonuses import Band, bonus_of
from server.settlement.credits.claims import ClaimState
from server.usecases.cards.bonuses import bonus_today
from server.web.figures import money_text, the_shop


def say_bands(bands: Iterable[Band]) -> list[str]:
    """A sentence for each."""
    return [gettext("from %(least)s on: %(bonus)s", least=_money(one.least), bonus=earned_text(one)) for one in bands]


def say_earned(card_class: int | None, load: Money, today: BusinessDay) -> str:
    """What such a load earns today; empty for nothing."""
    bonus = bonus_today(card_class, load, today)
    return gettext("Bonus: %(amount)s, comes at the first tap after the night.", amount=_money(bonus)) if bonus else ""


def say_bonus(load: Reference) -> str:
    """What becomes of the bonus of a load that is taken back, for whoever decides on it; empty where there is none."""
    claim = bonus_of(load)
    if claim is None or claim.state is ClaimState.RETURNED:
        return ""
    amount = _money(claim.amount)
    if claim.state is ClaimState.WRITTEN:
        left = _money(balance_of(card_liability(claim.card)))
        return str(gettext("%(amount)s is on the card and stays there; %(left)s is left on it in all.", amount=amount, left=left))
    return str(gettext("%(amount)s is not on the card yet: it goes back, if what is left of the load earns less.", amount=amount))


def _money(amount: Money) -> str:
    return money_text(amount, the_shop().digits)
