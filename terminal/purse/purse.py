"""One card session: read, promise, write, read back, scrub. The only place where money moves.

Everything a card may do wrong comes back as an event; everything the journal may do wrong stays an exception.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from protocol.card.dialect import Dialect, dialect_for
from protocol.card.identity import Identity, unpack_identity
from protocol.card.keys import CardKeys, Keyring, card_keys, listing_hash, pin_matches, pin_verifier
from protocol.card.procedures import (
    CardFault,
    CardImage,
    Foreign,
    mend_code,
    read_card,
    read_torn,
    scrub,
    sealed_identity,
    verify_identity,
    verify_record,
    write_identity,
    write_record,
)
from protocol.card.record import Record
from protocol.card.ring import Chain, read_chain, slot_of, successor
from protocol.ids import CardInstance, OperatorId, Reference, ShiftNumber
from protocol.instants import Instant
from protocol.limits import LINES_PER_ENTRY_MAX
from protocol.link.entries import (
    Basket,
    Body,
    CashRefund,
    CashSale,
    Evidence,
    Intent,
    LockDetail,
    MoreLines,
    RefundDetail,
    SaleDetail,
    SaleLine,
)
from terminal.drivers.card_reader.port import CardConnection, CardGone, CardReader, CardReaderError, NoCard, converse
from terminal.journal.store import Journal
from terminal.sale import events as on
from terminal.sale.context import CardView
from terminal.sale.effects import Plan
from terminal.sale.orders import Mark, PinPart, Stamp
from terminal.sale.refusals import Refusal, RefusalNote

REFUSAL_OF = {
    Foreign.NOT_OURS: Refusal.NOT_OURS,
    Foreign.WRONG_TYPE: Refusal.WRONG_TYPE,
    Foreign.BAD_IDENTITY: Refusal.DAMAGED,
    Foreign.CODE_BLOCKED: Refusal.CODE_BLOCKED,
    Foreign.CODE_DAMAGED: Refusal.CODE_DAMAGED,
    Foreign.KEY_VERSION_UNKNOWN: Refusal.KEY_VERSION,
}


@dataclass(slots=True)
class Session:
    """The card that lies on the reader, as last read or written, and the record and the static part that are promised to it."""

    connection: CardConnection
    dialect: Dialect
    image: CardImage
    keys: CardKeys
    chain: Chain
    promised: Record | None = None
    stamped: Identity | None = None


class Purse:
    """Card and journal together, for one terminal."""

    def __init__(self, reader: CardReader, journal: Journal, keys: Keyring, issuer: bytes, *, repairs: bool = False) -> None:
        self._reader, self._journal, self._keys, self._issuer = reader, journal, keys, issuer
        self._repairs = repairs
        self._session: Session | None = None
        self._seen: dict[CardInstance, tuple[Record, ...]] = {}
        self.has_met = False
        """The card on the reader was selected since it came; whoever sees that none lies there takes it back."""

    def read(self, mends: Mark | None = None) -> on.CardRead | on.CardRefused | on.CardLost:
        """S1: a new selection, the static part and the three slots, judged by their MACs. `mends`: the order by
        which a card that has lost its static part gets it back."""
        self._session = None
        try:
            connection = self._reader.connect()
            self.has_met = True
            dialect = dialect_for(connection.reader)
            image = converse(read_card(connection.atr, dialect, self._keys, self._issuer), connection)
            if image is Foreign.CODE_DAMAGED and self._repairs:
                image = self._mended(connection, dialect)
            if image in (Foreign.BAD_IDENTITY, Foreign.NOT_OURS) and (mends or self._promised):
                image = self._whole(connection, dialect, mends) or image
        except (CardGone, NoCard):
            return on.CardLost()
        except CardReaderError:
            return on.CardLost(reader_answers=False)
        except CardFault:
            return on.CardRefused(RefusalNote(Refusal.DAMAGED))
        if isinstance(image, Foreign):
            return on.CardRefused(RefusalNote(REFUSAL_OF[image]))
        keys = card_keys(self._keys, image.uid, image.identity.card)
        chain = read_chain(image.slots, keys.authentic)
        if chain is None:
            return on.CardRefused(RefusalNote(Refusal.DAMAGED))
        self._session = Session(connection, dialect, image, keys, chain)
        self._seen[image.identity.card] = (*chain.records, *chain.strays)
        return on.CardRead(self._view())

    def take_seen(self) -> tuple[Evidence, ...]:
        """What was read from cards since this was last asked and no entry of this journal tells of: each record once.

        A card carries the last records of other terminals with it: one whose journal is lost is found again here.
        """
        seen, self._seen = self._seen, {}
        unreported = {
            card: tuple(record.pack() for record in records if not self._journal.state.is_reported(card, record.reference))
            for card, records in seen.items()
        }
        return tuple(Evidence(card, records) for card, records in unreported.items() if records)

    def _mended(self, connection: CardConnection, dialect: Dialect) -> CardImage | Foreign:
        """At the desk: give the card the try back that a power loss took, and read it again."""
        fault = converse(mend_code(connection.atr, dialect, self._keys, self._issuer), connection)
        if fault is not None:
            return fault
        connection.reselect()
        return converse(read_card(connection.atr, dialect, self._keys, self._issuer), connection)

    @property
    def _promised(self) -> dict[CardInstance, Identity]:
        """The static parts that open changes were going to write."""
        return {
            change.intent.card: unpack_identity(change.intent.detail.identity)
            for change in self._journal.state.open.values()
            if isinstance(change.intent.detail, LockDetail) and change.intent.detail.identity
        }

    def _whole(self, connection: CardConnection, dialect: Dialect, mends: Mark | None) -> CardImage | None:
        """A card whose static part is torn, with the one that was promised to it, which is written now, or the one that head
        office knows. None if the card does not prove by a record that it is the one."""
        connection.reselect()
        torn = converse(read_torn(connection.atr, dialect, self._keys, self._issuer), connection)
        if isinstance(torn, Foreign) or read_chain(torn.slots, card_keys(self._keys, torn.uid, torn.card).authentic) is None:
            return None
        if promised := self._promised.get(torn.card):
            image = CardImage(torn.medium, torn.uid, promised, torn.slots)
            if not self._put_identity(connection, dialect, image, promised):
                raise CardFault("read back static part", note="not what was written")
            return image
        if mends is None or mends.card != torn.card or mends.stamp is None or mends.stamp.whole is None:
            return None
        known = mends.stamp.whole
        days = known.issued, known.valid_from, known.valid_until
        identity = Identity(self._keys.version, self._issuer, torn.card, known.card_class, *days)
        return CardImage(torn.medium, torn.uid, sealed_identity(self._keys, torn.uid, identity), torn.slots)

    def _put_identity(self, connection: CardConnection, dialect: Dialect, image: CardImage, identity: Identity) -> bool:
        connection.reselect()
        converse(write_identity(image, identity, dialect, self._keys), connection)
        return converse(verify_identity(image, identity, dialect, self._keys), connection)

    def _view(self) -> CardView:
        session = self._session
        assert session is not None
        identity = session.image.identity
        return CardView(session.image.medium, identity, session.chain, listing_hash(self._keys, identity.card))

    def intend(self, plan: Plan, operator: OperatorId, shift: ShiftNumber, at: Instant) -> on.Intended:
        """S4: seal the record to be written and put the promise on disk. Raises JournalFault."""
        session = self._session
        assert session is not None
        carried, own = split_lines(plan.lines)
        reference = self._journal.next_reference(len(carried))
        before = session.chain.current
        record = session.keys.seal(slot_of(before.counter + 1), successor(before, plan.change, reference, self._keys.version))
        detail = plan.detail
        if isinstance(detail, SaleDetail | RefundDetail):
            detail = replace(detail, basket=_with_lines(detail.basket, carried, own))
        card = session.image.identity.card
        session.stamped = self._stamped(session.image, plan.stamp) if plan.stamp else None
        if session.stamped and isinstance(detail, LockDetail):
            detail = replace(detail, identity=session.stamped.pack())
        older = (*session.chain.beneath, *session.chain.strays)
        evidence = tuple(old.pack() for old in older if not self._journal.state.is_reported(card, old.reference))
        intent = Intent(
            card,
            session.image.medium,
            before.pack(),
            plan.change,
            self._keys.version,
            record.mac,
            detail,
            operator,
            shift,
            evidence,
        )
        self._journal.append((*carried, intent), at)
        session.promised = record
        return on.Intended(reference)

    def _stamped(self, image: CardImage, stamp: Stamp) -> Identity:
        identity = image.identity
        if stamp.whole is not None:
            identity = replace(identity, **{one.name: getattr(stamp.whole, one.name) for one in fields(stamp.whole)})
        if stamp.valid_until is not None:
            identity = replace(identity, valid_until=stamp.valid_until)
        if stamp.pin is not None:
            identity = replace(identity, pin_salt=stamp.pin.salt, pin_verifier=stamp.pin.verifier)
        return sealed_identity(self._keys, image.uid, identity)

    def pin_part(self, card: CardInstance, salt: bytes, pin: str) -> PinPart | None:
        """What a new PIN is on this card, with a fresh salt of 4 bytes; None if another card was read last, or none."""
        session = self._session
        if session is None or session.image.identity.card != card:
            return None
        return PinPart(salt, pin_verifier(self._keys, session.image.uid, card, salt, pin))

    def write(self) -> on.Written | on.WriteInDoubt:
        """S5 to S8: the three blocks, a new selection, read back and compare. A new static part goes before its record."""
        session = self._session
        assert session is not None
        assert session.promised is not None
        record = session.promised
        try:
            same = self._stamp(session)
            if same:
                converse(write_record(session.image, record, session.dialect, self._keys), session.connection)
                same = converse(verify_record(session.image, record, session.dialect, self._keys), session.connection)
        except (CardReaderError, CardFault):
            same = False
        if not same:
            self._session = None
            return on.WriteInDoubt()
        self._put(session, {slot_of(record.counter): record.pack()})
        return on.Written(self._view())

    def _stamp(self, session: Session) -> bool:
        """Put the promised static part on the card, if there is one; False if it reads otherwise."""
        if session.stamped is None:
            return True
        if not self._put_identity(session.connection, session.dialect, session.image, session.stamped):
            return False
        session.image, session.stamped = replace(session.image, identity=session.stamped), None
        return True

    def scrub(self) -> on.Scrubbed | on.WriteInDoubt:
        """Overwrite every slot outside the chain and read back."""
        session = self._session
        assert session is not None
        slots = session.chain.spare_slots
        try:
            clean = converse(scrub(session.image, slots, session.dialect, self._keys), session.connection)
        except (CardReaderError, CardFault):
            clean = False
        if not clean:
            self._session = None
            return on.WriteInDoubt()
        self._put(session, {slot: bytes(48) for slot in slots})
        return on.Scrubbed()

    def _put(self, session: Session, slots: dict[int, bytes]) -> None:
        """Keep the image as the card now is, and read the chain out of it anew."""
        first, second, third = (slots.get(slot, old) for slot, old in enumerate(session.image.slots))
        session.image = replace(session.image, slots=(first, second, third))
        chain = read_chain(session.image.slots, session.keys.authentic)
        assert chain is not None  # what was read back has our MAC
        session.chain, session.promised = chain, None

    def compare_pin(self, pin: str) -> on.PinCompared:
        """Compare a keyed PIN with the card's verifier, in constant time."""
        session = self._session
        assert session is not None
        return on.PinCompared(pin_matches(self._keys, session.image.uid, session.image.identity, pin))


def cash_entries(body: CashSale | CashRefund, lines: tuple[SaleLine, ...]) -> tuple[Body, ...]:
    """A cash sale or refund as entries: carried lines first."""
    carried, own = split_lines(lines)
    return (*carried, replace(body, basket=_with_lines(body.basket, carried, own)))


def split_lines(lines: tuple[SaleLine, ...]) -> tuple[tuple[MoreLines, ...], tuple[SaleLine, ...]]:
    """Lines as entries can hold them: full entries of carried lines, and what stands in the entry itself."""
    most = LINES_PER_ENTRY_MAX
    chunks = [lines[start : start + most] for start in range(0, len(lines), most)] or [()]
    return tuple(MoreLines(chunk) for chunk in chunks[:-1]), chunks[-1]


def _with_lines(basket: Basket, carried: tuple[MoreLines, ...], own: tuple[SaleLine, ...]) -> Basket:
    return replace(basket, lines=own, carried=sum(len(entry.lines) for entry in carried))


def reference_of(journal: Journal) -> Reference:
    """The key of the journal's last entry."""
    return Reference(journal.terminal, journal.state.lineage, journal.state.last_sequence)
