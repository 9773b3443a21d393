"""The rows that booking reads and writes, in set-based statements: card changes, instances, sightings, early words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Sequence as Items
from dataclasses import dataclass
from typing import Any

from protocol.card.record import DEBIT_KINDS, Kind
from protocol.ids import CardInstance, CardNumber, Lineage, OwnerId, Reference, Sequence, TerminalId, parse_reference
from protocol.instants import BusinessDay
from protocol.money import ZERO, Money
from server.database import run_rows
from server.ledger.chart import AccountKind
from server.ledger.entries import CardFact, Owners, Posting
from server.settlement.cards.chain import Link, State
from server.settlement.cards.fold import Intended, Seen, Word
from server.settlement.cards.rings import Ring, pack_ring, unpack_ring

_CHANGE = (
    "terminal, lineage, sequence, card, instance, counter, kind, amount, before, named_terminal, named_lineage,"
    " named_sequence, business_day, owners, undoes, declared, cancelled, abandoned, recovered, debits, state, posting, legs"
)
_CHANGE_PREFIXED = ", ".join("c." + name.strip() for name in _CHANGE.split(","))
_INSTANCE = (
    "card, instance, card_class, issued, valid_from, valid_until, medium, uid, listed, settled, settled_balance,"
    " top_counter, top_balance, gap, mismatch, gap_since"
)
_INSTANCE_PREFIXED = ", ".join("i." + name.strip() for name in _INSTANCE.split(","))


@dataclass(slots=True)
class Change:
    """A card change as stored; what the columns mean stands in `models/cards.py`. `owed` is found out for claims (`claims`)."""

    reference: Reference
    card: CardInstance
    counter: int
    kind: Kind
    amount: Money
    before: Money
    named: Reference | None
    day: BusinessDay
    owners: Owners
    undoes: Reference | None
    declared: bool = False
    cancelled: bool = False
    abandoned: bool = False
    recovered: bool = False
    debits: Money | None = None
    state: State = State.OPEN
    posting: Posting = Posting.NONE
    legs: int = 0
    owed: bool = False

    @property
    def link(self) -> Link:
        """What the chain's rules need of it."""
        return Link(
            reference=self.reference,
            counter=self.counter,
            before=self.before,
            amount=self.amount,
            named=self.named,
            declared=self.declared,
            cancelled=self.cancelled,
            abandoned=self.abandoned,
            recovered=self.recovered,
            cash_taken=self.kind is Kind.LOAD and self.amount > ZERO,
            debits=self.debits,
            debit=debit_of(self.kind, self.amount),
        )

    @property
    def fact(self) -> CardFact:
        """What the books need of it."""
        return CardFact(self.reference.terminal, self.card, self.kind, self.amount, self.owners, self.owed)


@dataclass(slots=True)
class Instance:
    """A card instance as stored; what the columns mean stands in `models/cards.py`, and of `ring` in `models/books.py`.

    Of a plain card (`ring` is not None) the account says where it stands, and the row of the instance may be older.
    """

    card: CardInstance
    card_class: int | None = None
    issued: int | None = None
    valid_from: int | None = None
    valid_until: int | None = None
    medium: int | None = None
    uid: bytes | None = None
    listed: int = 0
    settled: int | None = None
    settled_balance: Money = ZERO
    top_counter: int | None = None
    top_balance: Money = ZERO
    gap: Money = ZERO
    mismatch: Money = ZERO
    gap_since: int | None = None
    ring: Ring | None = None


def debit_of(kind: Kind, amount: Money) -> Money:
    """By how much a change raises the cumulated debits of its card."""
    return -amount if kind in DEBIT_KINDS else ZERO


def change_of(intended: Intended) -> Change:
    """The row of an intent that has just come in."""
    intent, before = intended.intent, intended.before
    return Change(
        reference=intended.reference,
        card=intent.card,
        counter=intended.counter,
        kind=intent.change.kind,
        amount=intent.change.amount,
        before=ZERO if before is None else before.balance,
        named=None if before is None else before.reference,
        day=intended.day,
        owners=intended.owners,
        undoes=intended.undoes,
        debits=ZERO if before is None else before.cumulated_debits,
    )


def changes_named(references: Iterable[Reference]) -> dict[Reference, Change]:
    """Known changes among these references."""
    return _changes(
        run_rows(
            f"WITH w (terminal, lineage, sequence) AS (VALUES {{rows}}) SELECT {_CHANGE_PREFIXED} FROM w JOIN card_change c"
            " ON c.terminal = w.terminal AND c.lineage = w.lineage AND c.sequence = w.sequence",
            [_key(reference) for reference in references],
        )
    )


def changes_above(floors: Mapping[CardInstance, int]) -> dict[Reference, Change]:
    """All changes of these instances from a counter on."""
    return _changes(
        run_rows(
            f"WITH w (card, instance, floor) AS (VALUES {{rows}}) SELECT {_CHANGE_PREFIXED} FROM w JOIN card_change c"
            " ON c.card = w.card AND c.instance = w.instance AND c.counter >= w.floor",
            [(card.number, card.instance, floor) for card, floor in floors.items()],
        )
    )


def store_changes(changes: Iterable[Change]) -> None:
    """Insert new rows; of known ones only what may change: words, state, posting and the owners of a void.

    A row from a card record is written anew when its intent has come.
    """
    run_rows(
        f"INSERT INTO card_change ({_CHANGE}) VALUES {{rows}} ON CONFLICT (terminal, lineage, sequence) DO UPDATE SET"
        " card = excluded.card, instance = excluded.instance, counter = excluded.counter, kind = excluded.kind,"
        " amount = excluded.amount, before = excluded.before, named_terminal = excluded.named_terminal,"
        " named_lineage = excluded.named_lineage, named_sequence = excluded.named_sequence,"
        " business_day = excluded.business_day, owners = excluded.owners, undoes = excluded.undoes,"
        " declared = excluded.declared, cancelled = excluded.cancelled, abandoned = excluded.abandoned,"
        " recovered = excluded.recovered, debits = excluded.debits, state = excluded.state, posting = excluded.posting,"
        " legs = excluded.legs",
        [_change_row(change) for change in changes],
    )


def instances_named(cards: Iterable[CardInstance]) -> dict[CardInstance, Instance]:
    """These instances; those not known yet as new ones."""
    wanted = list(cards)
    rows = run_rows(
        f"WITH w (card, instance) AS (VALUES {{rows}}) SELECT {_INSTANCE_PREFIXED}, a.counter, a.record, a.ring FROM w"
        " JOIN card_instance i ON i.card = w.card AND i.instance = w.instance"
        f" LEFT JOIN account a ON a.kind = {AccountKind.CARD_LIABILITY:d} AND a.number = i.card AND a.part = i.instance",
        [(card.number, card.instance) for card in wanted],
    )
    known = {instance.card: instance for instance in map(_instance_from, rows)}
    return {card: known.get(card) or Instance(card) for card in wanted}


def store_instances(instances: Iterable[Instance]) -> None:
    """Insert or replace. `listed` is a person's word and is left as it is."""
    rows = list(instances)
    run_rows(
        f"INSERT INTO card_instance ({_INSTANCE}) VALUES {{rows}} ON CONFLICT (card, instance) DO UPDATE SET"
        " card_class = excluded.card_class, issued = excluded.issued, valid_from = excluded.valid_from,"
        " valid_until = excluded.valid_until, medium = excluded.medium, uid = excluded.uid, settled = excluded.settled,"
        " settled_balance = excluded.settled_balance, top_counter = excluded.top_counter,"
        " top_balance = excluded.top_balance, gap = excluded.gap, mismatch = excluded.mismatch,"
        " gap_since = excluded.gap_since",
        [_instance_row(instance) for instance in rows],
    )


def store_standings(instances: Iterable[Instance]) -> None:
    """Tell the account of each card whether the card is plain, and where it stands then. A card whose account does not
    exist yet is not plain."""
    rows = list(instances)
    of_card = f"account.kind = {AccountKind.CARD_LIABILITY:d} AND account.number = w.number AND account.part = w.part"
    run_rows(
        "WITH w (number, part, counter, record, ring) AS (VALUES {rows})"
        f" UPDATE account SET counter = w.counter, record = w.record, ring = w.ring FROM w WHERE {of_card}",
        [
            (one.card.number, one.card.instance, one.settled, one.settled_balance.minor, pack_ring(one.ring))
            for one in rows
            if one.ring is not None
        ],
    )
    run_rows(
        f"WITH w (number, part) AS (VALUES {{rows}}) UPDATE account SET counter = NULL, record = NULL, ring = NULL FROM w"
        f" WHERE {of_card} AND account.counter IS NOT NULL",
        [(one.card.number, one.card.instance) for one in rows if one.ring is None],
    )


def sightings_above(floors: Mapping[CardInstance, int]) -> list[tuple[CardInstance, int, Reference]]:
    """Stored sightings of these instances from a counter on: card, counter, reference."""
    rows = run_rows(
        "WITH w (card, instance, floor) AS (VALUES {rows}) SELECT s.card, s.instance, s.counter, s.terminal, s.lineage,"
        " s.sequence FROM w JOIN card_sighting s ON s.card = w.card AND s.instance = w.instance AND s.counter >= w.floor",
        [(card.number, card.instance, floor) for card, floor in floors.items()],
    )
    return [(CardInstance(CardNumber(row[0]), row[1]), row[2], _reference(*row[3:])) for row in rows]


def store_sightings(seen: Iterable[Seen]) -> None:
    """Remember records seen."""
    run_rows(
        "INSERT INTO card_sighting (card, instance, counter, terminal, lineage, sequence, record) VALUES {rows}"
        " ON CONFLICT (card, instance, counter, terminal, lineage, sequence) DO NOTHING",
        [(one.card.number, one.card.instance, one.record.counter, *_key(one.record.reference), one.raw) for one in seen],
    )


def early_words(references: Iterable[Reference]) -> list[tuple[Reference, Word]]:
    """Words that came before these intents."""
    rows = run_rows(
        "WITH w (terminal, lineage, sequence) AS (VALUES {rows}) SELECT e.terminal, e.lineage, e.sequence, e.word FROM w"
        " JOIN early_word e ON e.terminal = w.terminal AND e.lineage = w.lineage AND e.sequence = w.sequence",
        [_key(reference) for reference in references],
    )
    return [(_reference(*row[:3]), Word(row[3])) for row in rows]


def store_early_words(words: Iterable[tuple[Reference, Word]]) -> None:
    """Keep words whose intent is still on its way."""
    run_rows(
        "INSERT INTO early_word (terminal, lineage, sequence, word) VALUES {rows}"
        " ON CONFLICT (terminal, lineage, sequence, word) DO NOTHING",
        list(dict.fromkeys((*_key(reference), int(word)) for reference, word in words)),
    )


def _instance_from(row: Items[Any]) -> Instance:
    number, instance, klass, issued, start, end, medium, uid, listed, settled, settled_balance, *rest = row
    top_counter, top_balance, gap, mismatch, gap_since, counter, record, ring = rest
    if counter is not None:
        settled = top_counter = counter
        settled_balance = top_balance = record
    return Instance(
        card=CardInstance(CardNumber(number), instance),
        card_class=klass,
        issued=issued,
        valid_from=start,
        valid_until=end,
        medium=medium,
        uid=None if uid is None else bytes(uid),
        listed=listed,
        settled=settled,
        settled_balance=Money(settled_balance),
        top_counter=top_counter,
        top_balance=Money(top_balance),
        gap=Money(gap),
        mismatch=Money(mismatch),
        gap_since=gap_since,
        ring=None if ring is None else unpack_ring(bytes(ring)),
    )


def _instance_row(row: Instance) -> tuple[Any, ...]:
    issue = (row.card_class, row.issued, row.valid_from, row.valid_until, row.medium, row.uid, row.listed)
    place = (row.settled, row.settled_balance.minor, row.top_counter, row.top_balance.minor)
    return (row.card.number, row.card.instance, *issue, *place, row.gap.minor, row.mismatch.minor, row.gap_since)


def _changes(rows: Iterable[Items[Any]]) -> dict[Reference, Change]:
    return {change.reference: change for change in map(_change_from, rows)}


def _change_from(row: Items[Any]) -> Change:
    terminal, lineage, sequence, number, instance, counter, kind, amount, before, nt, nl, ns, day, owners, undoes, *rest = row
    declared, cancelled, abandoned, recovered, debits, state, posting, legs = rest
    return Change(
        reference=_reference(terminal, lineage, sequence),
        card=CardInstance(CardNumber(number), instance),
        counter=counter,
        kind=Kind(kind),
        amount=Money(amount),
        before=Money(before),
        named=None if nt is None else _reference(nt, nl, ns),
        day=BusinessDay(day),
        owners=_owners_from(owners),
        undoes=parse_reference(undoes) if undoes else None,
        declared=bool(declared),
        cancelled=bool(cancelled),
        abandoned=bool(abandoned),
        recovered=bool(recovered),
        debits=None if debits is None else Money(debits),
        state=State(state),
        posting=Posting(posting),
        legs=legs,
    )


def _change_row(change: Change) -> tuple[Any, ...]:
    named = (None, None, None) if change.named is None else _key(change.named)
    card = (change.card.number, change.card.instance, change.counter, int(change.kind))
    texts = (_owners_text(change.owners), str(change.undoes) if change.undoes else "")
    words = (change.declared, change.cancelled, change.abandoned, change.recovered)
    debits = None if change.debits is None else change.debits.minor
    stand = (*words, debits, int(change.state), int(change.posting), change.legs)
    return (*_key(change.reference), *card, change.amount.minor, change.before.minor, *named, change.day, *texts, *stand)


def _key(reference: Reference) -> tuple[int, int, int]:
    return (reference.terminal, reference.lineage, reference.sequence)


def _reference(terminal: int, lineage: int, sequence: int) -> Reference:
    return Reference(TerminalId(terminal), Lineage(lineage), Sequence(sequence))


def _owners_text(owners: Owners) -> str:
    return ",".join(f"{owner}:{amount.minor}" for owner, amount in owners)


def _owners_from(text: str) -> Owners:
    pairs = (part.split(":") for part in text.split(",") if part)
    return tuple((OwnerId(int(owner)), Money(int(minor))) for owner, minor in pairs)
