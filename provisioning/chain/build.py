"""The example chain from its first day to the present."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random  # noqa: TID251 - the one seeded source of chance of the example

from protocol.instants import MS_PER_DAY, MS_PER_MINUTE, BusinessDay, Instant, business_day, day_begins
from provisioning.chain import oddities, present
from provisioning.chain.clock import PastClock
from provisioning.chain.days import OPERATORS, Chain
from provisioning.chain.example import CARDS, LISTED, LOW, NEAR_LIMIT, Card, crowd, example_in, staff
from provisioning.chain.founding import DESK, furnish, hand_out, hire, set_up_terminals
from provisioning.chain.head_office import open_head_office
from terminal.drivers.card_reader.card_file import create_card
from terminal.drivers.card_reader.chip import Chip
from terminal.drivers.card_reader.virtual_mifare import blank_mifare
from terminal.drivers.card_reader.virtual_sle4442 import blank_sle4442

SEED = 7
FOUNDED_MINUTE = 6 * 60
TODAY_MINUTES = 8 * 60
"""At most so much of today is over."""
APART_MS = 5_000
QUIET = {LOW, LISTED, NEAR_LIMIT}
"""Cards of the hand that are as they were made."""
WEEK = 7
Say = Callable[[str], None]


def build(folder: Path, shop: Path, language: str, days: int, now: Instant, say: Say) -> None:
    """Everything, in `folder`, which has the configurations of head office and of the terminals. With no day of trade before
    today, there is none today either. Raises NotAsPlanned."""
    founded = Instant(day_begins(business_day(now, 0), 0) - days * MS_PER_DAY + FOUNDED_MINUTE * MS_PER_MINUTE)
    if not days:
        founded = Instant(now - TODAY_MINUTES * MS_PER_MINUTE)
    say("keys, head office, staff and terminals")
    clock = PastClock(founded, now)
    office = open_head_office(folder, shop, clock)
    example, people = example_in(language), staff()
    hire(office, people)
    furnish(office, example.branches, people[0].name, oddities.FINANCE)
    office.publish()
    chain = Chain(example, office, set_up_terminals(office), Random(SEED))
    own, others = list(CARDS), crowd()
    for card in (*own, *(others if days else [])):
        chain.chips[card.number] = blank_for(card)
    put_into_hand(folder / "cards", own, chain.chips)
    say(f"{len(chain.chips)} cards")
    if days:
        trade(chain, days, [*own, *others], say)
    else:
        join_early(chain, own)
    clock.until(Instant(now - APART_MS))
    present.list_lost(chain)
    chain.send()
    present.spend_most(chain)
    present.open_web_pages(chain)
    chain.send()
    if days:
        present.leave_work(chain)
    for till in chain.tills.values():
        till.close()
    office.close()


def trade(chain: Chain, days: int, cards: list[Card], say: Say) -> None:
    """So many days, and what there is of today. Who is new comes when the desk opens."""
    today = business_day(chain.office.clock.end, 0)
    for place in range(days):
        if place % WEEK == 0:
            say(f"week {place // WEEK + 1} of trade")
        ago, new = days - place, [card for card in cards if card.day == place]
        at_opening, at_noon = partial(join, chain, new), partial(oddities.at_noon, chain, ago)
        chain.day(BusinessDay(today - ago), oddities.over(ago), at_opening, at_noon)
    say("today")
    trade_today(chain, chain.office.clock.end)


def join_early(chain: Chain, cards: list[Card]) -> None:
    """New cards where there is no trade yet."""
    desk = chain.tills[DESK]
    desk.sign_on(*OPERATORS[DESK])
    join(chain, cards)
    desk.sign_off()


def trade_today(chain: Chain, now: Instant) -> None:
    """What there is of today, however little."""
    midnight = day_begins(business_day(now, 0), 0)
    begins = Instant(max(midnight, now - TODAY_MINUTES * MS_PER_MINUTE))
    chain.sales.clear()
    chain.part_of_day(begins, max(0, (now - begins) // MS_PER_MINUTE - 1))


def join(chain: Chain, cards: list[Card]) -> None:
    """New cards are made and used from now on, but for those that are to stay as they are."""
    hand_out(chain.office, chain.tills[DESK], cards, chain.chips)
    chain.shoppers += [card.number for card in cards if card.number not in QUIET]
    chain.balances |= {card.number: card.load for card in cards}


def put_into_hand(folder: Path, cards: list[Card], chips: dict[int, Chip]) -> None:
    """The cards that a visitor can lay down, and a blank one."""
    folder.mkdir()
    for card in cards:
        create_card(folder / f"{card.number}.1.card", chips[card.number])
    create_card(folder / "blank.card", blank_mifare(bytes.fromhex("08B1A4C1")))


def blank_for(card: Card) -> Chip:
    """A chip as it is delivered."""
    return blank_sle4442() if card.sle4442 else blank_mifare((0x08000000 + card.number).to_bytes(4, "big"))
