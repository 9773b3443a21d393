"""The judge: what really happened against what the books say. Own code, no line of the product.

After the quiet period every honest card must stand in the books to the unit, fact by fact, or what is missing must be
known: its every copy was destroyed, and its amount is the one that the gap account holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.simulation.books import Books, CaseRow, read_books
from tests.simulation.copies import in_journal
from tests.simulation.records import SALE, Card, Key, Record
from tests.simulation.stored import Stored, read_stored
from tests.simulation.truth import CardTruth, Fraud, Truth

NO_ALARM = {17: "ABANDONED_BUT_DEBITED", 24: "SUSPECT_CLOCK", 28: "REFUND_WITHOUT_SALE", 30: "UNCONFIRMED_RECORD"}
"""Kinds of cases that arise where nobody cheats: clocks jump, people give up on a sale that was charged, terminals burn."""
SUSPECT_CLOCK, UNTOLD, UNCONFIRMED, CONTRADICTED = 24, 29, 30, 31
QUESTIONS = frozenset({UNTOLD, UNCONFIRMED})
AHEAD = 60 * 60_000
"""By so many ms an honest clock is never ahead of the receipt, unless it jumped."""
SUBJECT_CARD = re.compile(r"\b(\d+)\.(\d+)\b")
SUBJECT_FACT = re.compile(r"\b(\d+)-([0-9a-f]{8})-(\d+)\b")
SUBJECT_LINEAGE = re.compile(r"\b(\d+)-([0-9a-f]{8})-\d+\b")
SUBJECT_TERMINAL = re.compile(r"\bterminal (\d+)\b|\b(\d+)-[0-9a-f]{8}-\d+\b")


@dataclass(slots=True)
class Verdict:
    """Figures by name, and for each thing that is wrong both views of it."""

    figures: dict[str, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    gaps: list[tuple[Card, int]] = field(default_factory=list)

    def fail(self, figure: str, sentence: str, by: int = 1) -> None:
        """Something is wrong."""
        self.figures[figure] = self.figures.get(figure, 0) + by
        self.failures.append(f"{figure}: {sentence}")


FIGURES = (
    "paid_lost",
    "posted_twice",
    "charged_not_paid_unresolved",
    "ledger_sum",
    "unexplained",
    "false_alarms",
    "dead_cards",
    "recovered",
    "not_live",
    "attacks_with_evidence",
    "attacks_caught",
    "attacks_missed",
)


def check_always(truth: Truth, books: Books) -> Verdict:
    """What must hold at any moment, settled or not."""
    verdict = Verdict(dict.fromkeys(FIGURES, 0))
    if books.ledger_sum:
        verdict.fail("ledger_sum", f"all balances together are {books.ledger_sum}", abs(books.ledger_sum))
    for account in books.wrong_accounts:
        verdict.fail("unexplained", f"account {account} is not the sum of its transfers")
    for card in truth.cards.values():
        for known in card.lived.values() if card.honest and card.card in books.posted else ():
            amount = books.posted[card.card][known.key]
            if amount not in (0, known.amount) and known.key not in truth.falsified:
                sentence = f"card {card.card}, fact {known.key}: the card moved {known.amount}, the books {amount}"
                verdict.fail("posted_twice", sentence)
    for card in truth.cards.values():
        if card.honest and not card.alive:
            verdict.fail("dead_cards", f"card {card.card} has no valid record")
    for case in books.cases:
        if case.kind not in NO_ALARM and not _is_true(truth, case):
            verdict.fail("false_alarms", f"kind {case.kind}: {case.subject} ({case.detail})")
    return verdict


def _is_true(truth: Truth, case: CaseRow) -> bool:
    """Whether an alarm is about a card or terminal that gave cause for it."""
    if case.kind == UNTOLD and any(
        (int(one), int(other, 16)) in truth.torn for one, other in SUBJECT_LINEAGE.findall(case.subject)
    ):
        return True
    cards = [truth.cards.get((number, instance)) for number, instance in _cards_of(case)]
    return any(card is not None and (not card.honest or card.card in truth.wronged) for card in cards) or bool(
        _terminals_of(case) & truth.alarming
    )


def _cards_of(case: CaseRow) -> set[Card]:
    found = {(int(number), int(instance)) for number, instance in SUBJECT_CARD.findall(f"{case.subject} {case.detail}")}
    return found if case.card is None or case.instance is None else found | {(case.card, case.instance)}


def _terminals_of(case: CaseRow) -> set[int]:
    found = {int(one or other) for one, other in SUBJECT_TERMINAL.findall(case.subject)}
    return found if case.terminal is None else found | {case.terminal}


def check_at_rest(truth: Truth, office: Path, journals: Iterable[tuple[Path, int]]) -> Verdict:
    """Everything, after the quiet period."""
    books = read_books(office)
    verdict = check_always(truth, books)
    if books.unbooked:
        verdict.fail("not_live", f"{books.unbooked} batches are not booked")
    stored = read_stored(office)
    copies = set(stored.declared)
    for path, terminal in journals:
        copies.update(in_journal(path, terminal))
    for card in truth.cards.values():
        if card.honest:
            _check_card(card, books, copies, stored, truth, verdict)
    _check_shown(truth, books, copies, verdict)
    _check_crimes(truth, books, verdict)
    for fraud in truth.frauds:
        _check_fraud(fraud, truth, books, stored, verdict)
    crooked = {fraud.terminal for fraud in truth.frauds}  # what they withhold may be the only record that could end a change
    for key, card_key in books.open:
        card_truth = truth.cards.get(card_key)
        if card_truth is None or not card_truth.honest or card_truth.read_only:
            continue
        if not crooked.intersection(record.key[0] for record in card_truth.lived.values()):
            verdict.fail("not_live", f"change {key} of card {card_key} is open for ever")
    return verdict


def _check_card(card: CardTruth, books: Books, copies: set[Key], stored: Stored, truth: Truth, verdict: Verdict) -> None:
    posted: Mapping[Key, int] = books.posted.get(card.card, {})
    real = {record.key: record for record in card.lived.values()}
    # A lie that was never sent is none: the books may still get it right, and the keeper is judged as one who keeps silent.
    lies = {key for key in real.keys() & truth.falsified if stored.intended.get(key, real[key].amount) != real[key].amount}
    missing = 0
    for record in card.lived.values():
        if not record.amount or record.key in lies:
            continue
        if posted.get(record.key) == record.amount:
            if record.kind == SALE and record.key not in truth.shown and record.key not in copies | books.answered:
                sentence = (
                    f"card {card.card} counter {record.counter}: {record.key} was charged, nobody was told, no claim follows"
                )
                verdict.fail("charged_not_paid_unresolved", sentence)
            continue
        if record.key in copies:
            figure = "paid_lost" if record.key in truth.shown else "unexplained"
            verdict.fail(
                figure, f"card {card.card} counter {record.counter}: {record.key} moved {record.amount}, not in the books"
            )
        elif record.kind == SALE and record.key not in truth.shown and record.counter > max(card.lived) - 3:
            verdict.fail("charged_not_paid_unresolved", f"card {card.card} counter {record.counter}: {record.key}")
        missing += record.amount
    for key, amount in posted.items():
        if amount and key not in real:
            verdict.fail("unexplained", f"card {card.card}: the books have {amount} for {key}, the card never had it")
    balance, ledger, gap = card.top.balance, books.liability[card.card], books.gap[card.card]
    rewritten = 0
    for key in lies:
        by = posted.get(key, 0) - real[key].amount
        if _is_named(key, card.card, books):
            rewritten += by  # the card's next record sets the sum right by way of the gap account; until then it may be refused
        else:
            missing -= by  # what nobody can know of lies in the gap account, as for any hole
            if (card.card, real[key].raw) in stored.sighted:
                moved = f"card {card.card}: {key} moved {real[key].amount}, its journal says {stored.intended[key]}"
                verdict.fail("unexplained", f"{moved}, and no case does", abs(by))
    off = ledger - balance, gap - missing
    if any(off) and off[0] - off[1] != rewritten:
        verdict.fail("unexplained", f"card {card.card}: the card holds {balance}, the ledger {ledger}", abs(off[0]))
        verdict.fail("unexplained", f"card {card.card}: {missing} is missing, the gap account says {gap}", abs(off[1]))
    verdict.figures["recovered"] += sum(card.card == other for _, other in books.recovered)
    if missing:
        verdict.gaps.append((card.card, missing))


def _is_named(key: Key, card: Card, books: Books) -> bool:
    """Whether a case says that a keeper wrote this fact of the card down otherwise."""
    return any(case.kind == CONTRADICTED and card in _cards_of(case) and key in _facts_of(case) for case in books.cases)


def _check_shown(truth: Truth, books: Books, copies: set[Key], verdict: Verdict) -> None:
    for shown in truth.shown.values():
        if shown.key in truth.falsified:
            continue
        if shown.card is None:
            booked = abs(books.cash.get(shown.key, 0))
            if booked != shown.amount and (booked or shown.key in copies):
                verdict.fail("paid_lost", f"cash {shown.key}: {shown.amount} was taken, the books have {booked}")
            continue
        card = truth.cards[shown.card]
        if not card.honest:
            moved = books.posted[card.card][shown.key] or books.fraud_facts[shown.key]
            if abs(moved) != shown.amount and (moved or shown.key in copies):
                verdict.fail(
                    "paid_lost", f"{shown.key} of rogue card {shown.card}: {shown.amount} was paid, the books have {moved}"
                )
        elif all(record.key != shown.key for record in card.lived.values()):
            verdict.fail("paid_lost", f"{shown.key} was called paid, and card {shown.card} never had it")


def _check_crimes(truth: Truth, books: Books, verdict: Verdict) -> None:
    """An attack that left evidence was turned away somewhere, or stands at head office under the card's name."""
    named = {card for case in books.cases for card in _cards_of(case)}
    for crime in truth.crimes:
        if not crime.left_evidence:
            continue
        verdict.figures["attacks_with_evidence"] += 1
        if crime.refused or crime.card in named or crime.card in books.listed:
            verdict.figures["attacks_caught"] += 1
        else:
            verdict.fail("attacks_missed", f"{crime} left evidence and nobody knows")


def _check_fraud(fraud: Fraud, truth: Truth, books: Books, stored: Stored, verdict: Verdict) -> None:
    """What a keeper did left evidence where head office holds a card's record of a change that his terminal made, and no word of
    it or another one, or a batch from ahead of its receipt. Then a case of the right kind names his terminal, and each such fact.
    """
    wanted = [(record.key, _kinds(record, stored)) for record in _withheld(fraud.terminal, truth, stored)]
    about = [case for case in books.cases if fraud.terminal in _terminals_of(case)]
    missed = [f"{key}" for key, kinds in wanted if not any(case.kind in kinds and key in _facts_of(case) for case in about)]
    clock = fraud.kind == "clock_ahead" and stored.ahead[fraud.terminal] > AHEAD
    if clock and all(case.kind != SUSPECT_CLOCK for case in about):
        missed.append("its clock")
    if wanted or clock:
        verdict.figures["attacks_with_evidence"] += 1
        verdict.figures["attacks_caught"] += not missed
    for what in missed:
        verdict.fail("attacks_missed", f"{fraud} left evidence and nobody knows: {what}")


def _withheld(terminal: int, truth: Truth, stored: Stored) -> list[Record]:
    """The records of a terminal that moved money on honest cards, that head office holds as they stood there, and of which the
    terminal's batches say nothing, or something else."""
    return [
        record
        for card in truth.cards.values()
        for record in (card.lived.values() if card.honest else ())
        if record.key[0] == terminal and record.amount and (card.card, record.raw) in stored.sighted
        if stored.intended.get(record.key) != record.amount
    ]


def _kinds(record: Record, stored: Stored) -> frozenset[int]:
    """In which kinds of cases a withheld record must end. A journal that was edited and then never sent contradicts nothing: its
    records are those of one who keeps silent."""
    return frozenset({CONTRADICTED}) if record.key in stored.intended else QUESTIONS


def _facts_of(case: CaseRow) -> set[Key]:
    return {(int(one), int(two, 16), int(three)) for one, two, three in SUBJECT_FACT.findall(case.subject)}
