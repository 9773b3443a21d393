"""The first day: who may sign in, the branches, what classes of cards cost, the terminals, and the first members' cards."""

from __future__ import annotations

from protocol.ids import CardInstance, CardNumber, TerminalId
from protocol.instants import BusinessDay
from protocol.link.certificate import Role
from protocol.money import Money
from provisioning.chain.example import GUEST, PIN, STAFF, STUDENT, Card, Person
from provisioning.chain.head_office import HeadOffice, secret_in
from provisioning.chain.till import Till
from server.audit import Actor
from server.usecases.cards.classes import CardKind, CardType, Charges, change_class, class_numbered
from server.usecases.cards.issuing import NewCards, issue
from server.usecases.members.details import Details
from server.usecases.members.members import create
from server.usecases.staff.console import new_word
from server.usecases.staff.sign_in import Locks, Visitor, change_password
from server.usecases.staff.staff import NewMember, propose_add, set_up
from server.usecases.staff.totp import Vault
from server.usecases.terminals.branches import name_branch
from terminal.config import load_config
from terminal.drivers.card_reader.chip import Chip

DESK, BESIDE, ELSEWHERE = TerminalId(1), TerminalId(2), TerminalId(3)
"""The terminal that the demo goes on with, which is a desk as well; another one in its branch; one in the other branch."""
ROLES = {
    DESK: Role.SELL | Role.LOAD | Role.CASH_OUT | Role.PERSONALISE | Role.VIRTUAL,
    BESIDE: Role.SELL | Role.VIRTUAL,
    ELSEWHERE: Role.SELL | Role.LOAD | Role.VIRTUAL,
}
BRANCH = {DESK: 1, BESIDE: 1, ELSEWHERE: 2}
HERE = Visitor("127.0.0.1", "example")
TYPES = {
    STAFF: CardType(charges=Charges(reissue=Money(300))),
    STUDENT: CardType(pin=False, valid_days=365, most_load=Money(5_000), charges=Charges(deposit=Money(200), reissue=Money(300))),
    GUEST: CardType(CardKind.TEMPORARY, named=False, reportable=False, pin=False, valid_days=60, charges=Charges(Money(500))),
}
"""What the office goes by; the class of ordinary members is as it comes."""
CASHIER = "cleo"


def hire(office: HeadOffice, staff: list[Person]) -> None:
    """The first one sets head office up with the console's word, proposes the others and, being alone, approves them with
    that word too. Each chooses his password with the code that he was handed."""
    first, *others = staff
    new = NewMember(first.name, first.display, first.role, first.scope)
    number = set_up(new_word(office.now), new, first.password, office.passwords, HERE.address, office.now)
    office.people[first.name] = Actor(number, first.name, address=HERE.address)
    locks = Locks(office.passwords, Vault(bytes(32)))
    for place, one in enumerate(others, number + 1):
        new = NewMember(one.name, one.display, one.role, one.scope)
        proposal = propose_add(new, one.role.value, office.people[first.name], office.now)
        code = office.approve(proposal, first.name)
        actor = office.people[one.name] = Actor(place, one.name, address=HERE.address)
        change_password(actor, code, one.password, HERE, locks, office.now)


def furnish(office: HeadOffice, branches: list[str], administrator: str, finance: str) -> None:
    """Branches have names, classes of cards their terms."""
    for number, name in enumerate(branches, 1):
        name_branch(number, name, office.people[administrator], office.now)
    for number, card_type in TYPES.items():
        change_class(class_numbered(number)[0], card_type, office.people[finance], office.now)


def set_up_terminals(office: HeadOffice) -> dict[TerminalId, Till]:
    """All terminals, enrolled and with their tables."""
    password = secret_in(office.folder, "terminal")
    tills = {}
    for number, roles in ROLES.items():
        config = load_config(office.folder / f"terminal-{number}.toml")
        keystore = office.enrol(config, BRANCH[number], roles, password)
        tills[number] = Till(config, keystore, office.clock, office.exchange)
    return tills


def hand_out(office: HeadOffice, desk: Till, cards: list[Card], chips: dict[int, Chip]) -> None:
    """Members come to the desk: they are written down, a card is ordered for each, and the desk makes it."""
    cashier, today = office.people[CASHIER], office.clock.today
    for card in cards:
        member = None
        if card.holder:
            details = Details(card.holder, mobile=f"07700 90{card.number:04d}", branch=1 + card.number % 2)
            member = create(details, cashier, office.now)
        until = BusinessDay(today + class_numbered(card.card_class)[1].valid_days)
        new = NewCards(card.number, card.number, card.card_class, DESK, until, card.load, member=member)
        issue(new, cashier, today, office.now)
    if cards:
        desk.work_off_orders(lambda number: chips[number], PIN)


def instance(number: int) -> CardInstance:
    """A card by its number; each was made once."""
    return CardInstance(CardNumber(number), 1)
