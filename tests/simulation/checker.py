"""The judge: what really happened against what the books say. Own code, no line of the product.

After the quiet period every honest card must stand in the books to the unit, fact by fact, or what is missing must be
known: its every copy was destroyed, and its amount is the one that the gap account holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.simulation.books import Books, CaseRow, declared_in_batches, read_books
from tests.simulation.copies import in_journal
from tests.simulation.records import SALE, Card, Key
from tests.simulation.truth import CardTruth, Crime, Truth

NO_ALARM = {17: "ABANDONED_BUT_DEBITED", 24: "SUSPECT_CLOCK", 28: "REFUND_WITHOUT_SALE", 30: "UNCONFIRMED_RECORD"}
"""Kinds of cases that arise where nobody cheats: clocks jump, people give up on a sale that was charged, terminals burn."""
UNTOLD = 29
RECORD_CONTRADICTED = 31
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
    for card, facts in books.posted.items():
        for key, amount in facts.items():
            known = (
                next((one for one in truth.cards[card].history.values() if one.key == key), None) if card in truth.cards else None
            )
            if known is not None and truth.cards[card].honest and amount not in (0, known.amount) and key not in truth.falsified:
                verdict.fail("posted_twice", f"card {card}, fact {key}: the card moved {known.amount}, the books {amount}")
    for card_truth in truth.cards.values():
        if card_truth.honest and not card_truth.alive:
            verdict.fail("dead_cards", f"card {card_truth.card} has no valid record")
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
    copies = declared_in_batches(office)
    for path, terminal in journals:
        copies.update(in_journal(path, terminal))
    for card in truth.cards.values():
        if card.honest:
            _check_card(card, books, copies, truth, verdict)
    _check_shown(truth, books, copies, verdict)
    _check_crimes(truth, books, verdict)
    crooked = {crime.terminal for crime in truth.crimes}  # what they withhold may be the only record that could end a change
    for key, card_key in books.open:
        card_truth = truth.cards.get(card_key)
        if card_truth is None or not card_truth.honest or card_truth.read_only:
            continue
        if not crooked.intersection(record.key[0] for record in card_truth.history.values()):
            verdict.fail("not_live", f"change {key} of card {card_key} is open for ever")
    return verdict


def _check_card(card: CardTruth, books: Books, copies: set[Key], truth: Truth, verdict: Verdict) -> None:
    posted: Mapping[Key, int] = books.posted.get(card.card, {})
    real = {record.key: record for record in card.history.values()}
    missing = 0
    for record in card.history.values():
        if not record.amount or record.key in truth.falsified:
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
        elif record.kind == SALE and record.key not in truth.shown and record.counter > max(card.history) - 3:
            verdict.fail("charged_not_paid_unresolved", f"card {card.card} counter {record.counter}: {record.key}")
        missing += record.amount
    unseen = card.unseen()
    for key, amount in posted.items():
        if amount and key not in real:
            if amount in unseen:
                unseen.remove(amount)
                continue
            verdict.fail("unexplained", f"card {card.card}: the books have {amount} for {key}, the card never had it")
    balance, ledger, gap = card.top.balance, books.liability[card.card], books.gap[card.card]
    rewritten = sum(posted.get(key, 0) - record.amount for key, record in real.items() if key in truth.falsified)
    if not _is_contradicted(card, books):
        missing, rewritten = missing - rewritten, 0  # what no case says lies in the gap account, as for any hole
    off = ledger - balance, gap - missing
    if any(off) and off[0] - off[1] != rewritten:
        verdict.fail("unexplained", f"card {card.card}: the card holds {balance}, the ledger {ledger}", abs(off[0]))
        verdict.fail("unexplained", f"card {card.card}: {missing} is missing, the gap account says {gap}", abs(off[1]))
    verdict.figures["recovered"] += sum(card.card == other for _, other in books.recovered)
    if missing:
        verdict.gaps.append((card.card, missing))


def _is_contradicted(card: CardTruth, books: Books) -> bool:
    """Whether a case says that the books differ from the card by what a keeper wrote down otherwise. The next record of the
    card sets the sum right by way of the gap account; until then the card may be refused."""
    return any(case.kind == RECORD_CONTRADICTED and card.card in _cards_of(case) for case in books.cases)


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
        elif all(record.key != shown.key for record in card.history.values()):
            verdict.fail("paid_lost", f"{shown.key} was called paid, and card {shown.card} never had it")


def _check_crimes(truth: Truth, books: Books, verdict: Verdict) -> None:
    """An attack that left evidence was turned away somewhere, or stands at head office under the card's name."""
    named = {card for case in books.cases for card in _cards_of(case)}
    for crime in truth.crimes:
        if not crime.left_evidence:
            continue
        verdict.figures["attacks_with_evidence"] += 1
        by_card = crime.refused or crime.card in named or crime.card in books.listed
        if by_card if crime.terminal is None else any(_tells_of(case, crime) for case in books.cases):
            verdict.figures["attacks_caught"] += 1
        else:
            verdict.fail("attacks_missed", f"{crime} left evidence and nobody knows")


def _tells_of(case: CaseRow, crime: Crime) -> bool:
    """Whether a case of the kind that this keeper's scheme must end in names his terminal, and a fact of his if it needs one."""
    if case.kind not in crime.kinds or crime.terminal not in _terminals_of(case):
        return False
    found = SUBJECT_FACT.findall(case.subject)
    return not crime.facts or any((int(one), int(two, 16), int(three)) in crime.facts for one, two, three in found)
