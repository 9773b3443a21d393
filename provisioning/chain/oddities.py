"""What goes wrong in the example chain and what people do about it. Each stands at its day, counted back from the present."""

from __future__ import annotations

from collections.abc import Callable

from protocol.ids import OwnerId, TerminalId
from protocol.instants import BusinessDay
from protocol.link.tables import CardState, ClaimReason
from protocol.money import Money
from provisioning.chain.days import Chain
from provisioning.chain.example import PIN, STAFF, STUDENT, crowd
from provisioning.chain.founding import BESIDE, CASHIER, DESK, ELSEWHERE, instance
from server.settlement.findings.cases import CaseKind, find_cases
from server.usecases.cards.lists import freeze, report_loss
from server.usecases.cards.replacing import Why, make_successor, propose_replacement
from server.usecases.cases import close
from server.usecases.money.claim_files import keep_file, propose_file
from server.usecases.money.owner_settlements import propose_settlement
from terminal.drivers.card_reader.virtual_mifare import blank_mifare

REPLACED, COPIED, FROZEN, LOST = 1025, 1033, 1037, 1039
"""The cards to which something happens. The first two are MIFARE Classic."""
FINANCE, CHECKER, MANAGER, OTHER_MANAGER = "fay", "finn", "mei", "hugo"
SHORT = {11: {ELSEWHERE: Money(-350)}, 6: {DESK: Money(20)}, 4: {ELSEWHERE: Money(-10)}, 1: {DESK: Money(-420)}}
"""What is over in which drawer how many days ago. More than the shop's `difference_max` opens a case."""
NOODLES = OwnerId(2)
UNTIL_DAYS = 60
CARD_DAYS = 365


def at_noon(chain: Chain, ago: int) -> None:
    """What happens in the middle of the day so many days ago."""
    for act in NOON.get(ago, ()):
        act(chain)


def subsidise(chain: Chain) -> int:
    """A subsidy to everybody's card of two classes, by a file; the number of the proposal."""
    office = chain.office
    rows = [f"{card.number},10.00" for card in crowd() if card.card_class in (STAFF, STUDENT) and card.number in chain.shoppers]
    fay, reason = office.people[FINANCE], chain.example.reason("subsidy")
    content = "\n".join(["card,amount", *rows, ""]).encode()
    key = keep_file("subsidy.csv", content, fay, office.now)
    until = BusinessDay(office.clock.today + UNTIL_DAYS)
    return propose_file(key, ClaimReason.SUBSIDY, "branch:1", until, reason, fay, office.now)


def settle(chain: Chain, days: int) -> int:
    """Settle with the noodle stall up to so many days ago; the number of the proposal."""
    office, to_day = chain.office, BusinessDay(chain.office.clock.today - days)
    return propose_settlement(NOODLES, to_day, chain.example.reason("settled"), office.people[FINANCE], office.now)


def _subsidy_is_paid(chain: Chain) -> None:
    chain.office.approve(subsidise(chain), CHECKER)


def _explained(chain: Chain) -> None:
    """The manager of the other branch closes the case of a drawer that was short."""
    office = chain.office
    for case in find_cases("WHERE kind = %s AND closed_at IS NULL", int(CaseKind.SHIFT_DIFFERENCE)):
        close(case, chain.example.reason("short"), office.people[OTHER_MANAGER], office.now)


def _replaced(chain: Chain) -> None:
    """A member has lost his card and gets another one; head office moves what was on it as it becomes safe."""
    office, card = chain.office, instance(REPLACED)
    reason, today, mei = chain.example.reason("replaced"), office.clock.today, office.people[MANAGER]
    report_loss(card, CardState.LOST, reason, office.people[CASHIER], today, office.now)
    office.approve(propose_replacement(card, Why.LOST, DESK, reason, mei, today, office.now), FINANCE)
    make_successor(card, DESK, BusinessDay(today + CARD_DAYS), office.people[CASHIER], today, office.now)
    chain.chips[REPLACED] = blank_mifare((0x08800000 + REPLACED).to_bytes(4, "big"))
    chain.tills[DESK].work_off_orders(lambda number: chain.chips[number], PIN)
    chain.balances.pop(REPLACED, None)


def _settled(chain: Chain) -> None:
    chain.office.approve(settle(chain, 1), CHECKER)


def _frozen(chain: Chain) -> None:
    office = chain.office
    freeze(instance(FROZEN), chain.example.reason("frozen"), office.people[CASHIER], office.clock.today, office.now)
    chain.shoppers.remove(FROZEN)


def _lost(chain: Chain) -> None:
    chain.tills[ELSEWHERE].hear_of_loss(LOST)
    chain.shoppers.remove(LOST)


def _line_breaks(chain: Chain) -> None:
    chain.tills[BESIDE].wire.down = True


def _copied(chain: Chain) -> None:
    """Somebody has copied a card; both are used before head office hears of either."""
    own = chain.chips[COPIED]
    copy = blank_mifare(own.dump()[:4])
    copy.restore(own.dump())
    chain.tills[ELSEWHERE].sell(own, {101: 1}, PIN)
    chain.tills[DESK].sell(copy, {102: 1, 301: 1}, PIN)
    chain.shoppers.remove(COPIED)


NOON: dict[int, tuple[Callable[[Chain], None], ...]] = {
    12: (_subsidy_is_paid,),
    10: (_explained, _replaced),
    8: (_settled,),
    5: (_frozen,),
    3: (_lost,),
    2: (_line_breaks, _copied),
}
"""What happens how many days ago."""


def over(ago: int) -> dict[TerminalId, Money]:
    """What is over in which drawer at the end of the day."""
    return SHORT.get(ago, {})
