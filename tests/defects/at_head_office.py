"""Defects of head office: storing evidence, judging it, booking it."""

from __future__ import annotations

from tests.defects.defect import SETTLEMENT, Defect

CHAIN = "server/settlement/cards/chain.py"
BOOKING = "server/settlement/cards/booking.py"
DESK = "server/settlement/desk.py"
EVIDENCE = "server/settlement/evidence.py"
ENTRIES = "server/ledger/entries.py"
BOOK = "server/ledger/book.py"
LEDGER = "tests/server/ledger"

DEFECTS = (
    Defect(
        "one side of a transfer only",
        ("I2",),
        BOOK,
        "        deltas[credit] = deltas.get(credit, 0) + amount\n",
        "",
        (f"{LEDGER}/test_book.py::test_a_transfer_moves_both_balances[sqlite]",),
    ),
    Defect(
        "transfers can be deleted",
        ("I2", "I7"),
        "server/migrations/0001_books.py",
        '    "transfer": (),\n',
        "",
        (f"{LEDGER}/test_book.py",),
    ),
    Defect(
        "another transfer under the same key has no effect",
        ("I6",),
        BOOK,
        "    if len(fresh) != len(rows):\n",
        "    if False:\n",
        (f"{LEDGER}/test_book.py::test_another_transfer_under_the_same_key_is_refused_and_nothing_of_it_stays[sqlite]",),
    ),
    Defect(
        "proof does not compare cards",
        ("I3", "I5"),
        "server/ledger/proofs.py",
        "    cards = _cards_that_differ()\n",
        "    cards: list[tuple[str, Money]] = []\n",
        (f"{LEDGER}/test_book.py::test_proof_notices_a_card_that_differs_from_its_record[sqlite]",),
    ),
    Defect(
        "a gap is not booked",
        ("I3", "I5"),
        BOOKING,
        "[*_numbered(by, work.carried[by], gap, day), ",
        "[",
        (f"{SETTLEMENT}/test_booking.py::test_r7_a_gap_is_booked_to_suspense_and_r10_fills_by_itself[sqlite]",),
    ),
    Defect(
        "gap treated as fraud",
        ("I5", "I30"),
        ENTRIES,
        "    return _move(suspense_gap(card), card_liability(card), difference, Code.GAP)",
        "    return _move(FRAUD_PENDING, card_liability(card), difference, Code.GAP)",
        (f"{LEDGER}/test_entries.py",),
    ),
    Defect(
        "fork treated as gap",
        ("I5", "I29"),
        CHAIN,
        "Posting.CARD if stands else Posting.FRAUD",
        "Posting.CARD if stands else Posting.ASIDE",
        (f"{SETTLEMENT}/test_chain.py",),
    ),
    Defect(
        "the second of a fork is not paid to the merchant",
        ("I29",),
        CHAIN,
        "Posting.CARD if stands else Posting.FRAUD",
        "Posting.CARD if stands else Posting.NONE",
        (f"{SETTLEMENT}/test_chain.py",),
    ),
    Defect(
        "undeclared reference counted as fork (R5a)",
        ("I30",),
        CHAIN,
        "        elif link.cancelled:\n            state = State.CANCELLED\n",
        "        elif link.cancelled:\n            state = State.CANCELLED\n        elif replaced_here:\n"
        "            state = State.VOIDED\n"
        "            decision.findings.append(Finding(Oddity.FORK, link.counter, link.reference))\n",
        (f"{SETTLEMENT}/test_chain.py",),
    ),
    Defect(
        "seen beats declared",
        ("I5",),
        CHAIN,
        "    declared = [link for link in here if link.declared]\n    if declared:\n",
        "    declared = [link for link in here if link.declared]\n    if declared and not seen:\n",
        (f"{SETTLEMENT}/test_chain.py",),
    ),
    Defect(
        "RECOVERED posted twice when the batch comes late",
        ("I6",),
        BOOKING,
        "        legs = undoing(legs_of_change(change.fact, change.posting))\n        work.lines",
        "        legs = undoing(())\n        work.lines",
        (
            f"{SETTLEMENT}/test_recovered.py"
            "::test_r13_the_late_batch_takes_it_back_and_books_it_with_its_real_lines_never_twice[sqlite]",
        ),
    ),
    Defect(
        "CANCEL wins over later evidence",
        ("I5", "I16"),
        CHAIN,
        "    if named is not None:\n        return next((link for link in here if link.reference == named), None)\n",
        "    if named is not None:\n"
        "        return next((link for link in here if link.reference == named and not link.cancelled), None)\n",
        (f"{SETTLEMENT}/test_chain.py", f"{SETTLEMENT}/test_booking.py"),
    ),
    Defect(
        "key without lineage at server",
        ("I6", "I17"),
        BOOK,
        "    return (*amounts, fact.terminal, fact.lineage, fact.sequence, int(leg.code), line.number)",
        "    return (*amounts, fact.terminal, 0, fact.sequence, int(leg.code), line.number)",
        (f"{SETTLEMENT}/test_intake.py::test_i17_a_place_that_is_said_again_in_another_lineage_is_another_entry[sqlite]",),
    ),
    Defect(
        "duplicates compared by key only",
        ("I6",),
        EVIDENCE,
        "ResultClass.DUPLICATE if said[sequence] == data else ResultClass.KEY_CONFLICT",
        "ResultClass.DUPLICATE",
        (f"{SETTLEMENT}/test_intake.py",),
    ),
    Defect(
        "ack regenerated instead of stored",
        ("I24",),
        DESK,
        "            return known[verdict.batch_hash]\n",
        '            return self._office.sign(Purpose.ACK, b"")\n',
        (f"{SETTLEMENT}/test_intake.py",),
    ),
    Defect(
        "another batch under a stored number gets its answer",
        ("I6", "I24"),
        DESK,
        "        if verdict.batch_hash in known:\n            return known[verdict.batch_hash]\n",
        "        if known:\n            return next(iter(known.values()))\n",
        (f"{SETTLEMENT}/test_intake.py",),
    ),
    Defect(
        "batch acknowledged and not stored",
        ("I23", "I24"),
        DESK,
        "        self._held.append(",
        "        list[Stored]().append(",
        (f"{SETTLEMENT}/test_intake.py::test_the_same_batch_always_gets_the_same_answer_byte_for_byte[sqlite]",),
    ),
    Defect(
        "totals from the body only",
        ("I18",),
        DESK,
        "        if cash_only(sums) != cash_only(header.sums) or (complete and sums != header.sums):\n",
        "        if False:\n",
        (f"{SETTLEMENT}/test_intake.py",),
    ),
    Defect(
        "a jump in the journal goes unnoticed",
        ("I18",),
        "server/settlement/journals.py",
        "    if (header.first_sequence, header.head_before) != (place.sequence + 1, place.head):\n",
        "    if False:\n",
        (f"{SETTLEMENT}/test_intake.py::test_r2_a_key_that_comes_again_with_the_same_content_is_a_duplicate[sqlite]",),
    ),
    Defect(
        "ack before DB commit",
        ("I24",),
        "server/settlement/intake.py",
        "    with writing():\n        prior = look_up(",
        "    if True:\n        prior = look_up(",
        (
            f"{SETTLEMENT}/test_intake.py"
            "::test_head_office_killed_before_the_commit_has_stored_nothing_and_the_resend_is_taken[sqlite]",
        ),
    ),
    Defect(
        "batch applied partly",
        ("I6", "I24"),
        "server/settlement/reading.py",
        "for offset, data in enumerate(batch.entries) if offset not in taken}",
        "for offset, data in enumerate(batch.entries[:-1]) if offset not in taken}",
        (f"{SETTLEMENT}/test_booking.py::test_a_day_of_sales_is_booked_and_everything_holds[sqlite]",),
    ),
    Defect(
        "one person closes a case of money alone",
        ("I27",),
        "server/settlement/findings/cases.py",
        'checked_by.strip().casefold() in ("", by.strip().casefold())',
        'checked_by.strip().casefold() == ""',
        (
            f"{SETTLEMENT}/test_cases.py::test_a_note_takes_one_person_and_money_or_suspicion_two[sqlite]",
            f"{SETTLEMENT}/test_cases.py",
        ),
    ),
    Defect(
        "columns take a sale that does not go on from its card's balance",
        ("I3", "I4"),
        "server/settlement/columns/chains.py",
        "    good &= sales.balance[order] == np.where(first, known.balance[card], np.roll(after, 1))\n",
        "",
        (f"{SETTLEMENT}/test_plain_cards.py",),
    ),
    Defect(
        "midnight between two sales of one card in one batch",
        ("I6", "I23"),
        "server/settlement/plain.py",
        "    barred = odd | _cards_named(arrivals)\n",
        "    barred = _cards_named(arrivals)\n",
        (
            f"{SETTLEMENT}/test_together.py::test_a_sale_that_midnight_overtakes_takes_the_sales_before_it_in_its_batch_the_general_way",
        ),
    ),
    Defect(
        "columns take a sale whose lines do not add up",
        ("I4", "I5"),
        "server/settlement/columns/sales.py",
        " & (amount == -value)",
        "",
        ("tests/server/settlement/columns/test_sales.py",),
    ),
    Defect(
        "grand totals may fall",
        ("I18",),
        "server/settlement/findings/review.py",
        "    wrong = sorted(kind for kind in {*expected, *said} if expected.get(kind) != said.get(kind))\n",
        "    wrong = sorted(kind for kind in said if kind not in expected)\n",
        (f"{SETTLEMENT}/test_review.py",),
    ),
    Defect(
        "a terminal that could not know the list is called defective",
        ("I30",),
        "server/settlement/findings/review.py",
        "if listed_in is not None and held >= listed_in else",
        "if listed_in is not None else",
        (f"{SETTLEMENT}/test_review.py",),
    ),
    Defect(
        "a clock decides the day of a sale",
        ("I14", "I5"),
        "server/settlement/cards/days.py",
        "    if credible and first <= proposed <= last:\n",
        "    if credible:\n",
        (f"{SETTLEMENT}/test_days.py",),
    ),
    Defect(
        "a blocked terminal is not told",
        ("I29",),
        "server/settlement/intake.py",
        "        if certificate.terminal in blocked:\n",
        "        if False:\n",
        (
            f"{SETTLEMENT}/test_intake.py"
            "::test_r18_a_blocked_terminal_is_told_so_in_every_answer_until_it_is_cleared_and_what_it_sends_is_booked[sqlite]",
        ),
    ),
    Defect(
        "the terms of what cards are owed are not compared",
        ("I5",),
        "server/ledger/proofs.py",
        "    if terms.rest:\n",
        "    if False:\n",
        (f"{SETTLEMENT}/test_explain.py",),
    ),
    Defect(
        "claim written at two terminals",
        ("I6",),
        "server/settlement/credits/claims.py",
        "    elif claim is not None and claim.holder is None and change.posting is not Posting.NONE and",
        "    elif claim is not None and change.posting is not Posting.NONE and",
        (f"{SETTLEMENT}/test_claims.py",),
    ),
    Defect(
        "maker approves own claim",
        ("I27",),
        "server/settlement/credits/claims.py",
        'claim.checker.strip().casefold() in ("", claim.maker.strip().casefold())',
        'claim.checker.strip().casefold() == ""',
        (f"{SETTLEMENT}/test_claims.py",),
    ),
    Defect(
        "bad signature is evidence",
        ("I23",),
        "protocol/link/seal.py",
        "    if not signature_holds(public_key, signature, signed_message(purpose, environment, prefix, body)):\n",
        "    if False:\n",
        (f"{SETTLEMENT}/test_intake.py",),
    ),
    Defect(
        "an honest void is an alarm",
        ("I30",),
        BOOKING,
        "        if change.kind in (Kind.SALE, Kind.REFUND) and (rest := basket_rest(change.fact)):\n",
        "        if change.kind in (Kind.SALE, Kind.REFUND, Kind.VOID) and (rest := basket_rest(change.fact)):\n",
        (f"{SETTLEMENT}/test_booking.py::test_a_day_of_sales_is_booked_and_everything_holds[sqlite]",),
    ),
)
