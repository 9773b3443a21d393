"""What waits for a visitor: proposals of somebody else, a job for the desk, a member's own pages, a card that was lost."""

from __future__ import annotations

from protocol.ids import ItemCode
from protocol.instants import BusinessDay
from protocol.link.tables import CardState
from protocol.money import Money
from provisioning.chain.days import Chain
from provisioning.chain.example import LISTED, LOW, NEAR_LIMIT, OWN, PIN, web_secret
from provisioning.chain.founding import CASHIER, DESK, HERE, instance
from provisioning.chain.oddities import FINANCE, settle, subsidise
from server.usecases.cards.lists import report_loss
from server.usecases.cards.orders import load
from server.usecases.catalogue.items import set_price
from server.usecases.money.corrections import propose_refund
from server.usecases.self_service.access import change_secret, enter, give_web_code
from server.usecases.self_service.sessions import find_member_session

CURRY = ItemCode(204)
NEXT_PRICE = 720_000
"""7.20, in thousandths of a penny."""
NEXT_WEEK = 7
MOST_OF_A_DAY = Money(900)
"""An SLE4442 has a quarter of the class's 40.00."""


def list_lost(chain: Chain) -> None:
    """A card is reported lost at the office, and terminals hear of it."""
    office = chain.office
    reason = chain.example.reason("lost")
    report_loss(instance(LISTED), CardState.LOST, reason, office.people[CASHIER], office.clock.today, office.now)
    office.publish()


def spend_most(chain: Chain) -> None:
    """One card has spent most of what it may today."""
    chain.tills[DESK].sell_amount(chain.chips[NEAR_LIMIT], MOST_OF_A_DAY, PIN)


def open_web_pages(chain: Chain) -> None:
    """A member gets a code at the desk and chooses his secret with it."""
    office, passwords = chain.office, chain.office.passwords
    code = give_web_code(instance(OWN), passwords, chain.example.reason("web"), office.people[CASHIER], office.now)
    session = find_member_session(enter(str(OWN), code, HERE, passwords, office.now), office.now)
    assert session is not None
    change_secret(session, code, web_secret(), HERE, passwords, office.now)


def leave_work(chain: Chain) -> None:
    """What somebody else is to decide, to publish, or to do at the desk."""
    office, example = chain.office, chain.example
    fay, today = office.people[FINANCE], office.clock.today
    subsidise(chain)
    settle(chain, 1)
    receipt = chain.sales[min(chain.sales)]
    propose_refund(receipt, None, None, False, example.reason("refund"), fay, office.now)
    set_price(CURRY, NEXT_PRICE, BusinessDay(today + NEXT_WEEK), today, fay, office.now)
    load(instance(LOW), DESK, Money(2_000), office.people[CASHIER], today, office.now)
