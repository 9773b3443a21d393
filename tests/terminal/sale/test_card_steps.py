"""If these failed, money would move without a promise on disk, be called paid too early, or be charged twice."""

from __future__ import annotations

import pytest

from protocol.card.record import Kind
from protocol.card.ring import Change
from protocol.ids import Reference
from protocol.link.certificate import Role
from protocol.link.entries import (
    Basket,
    Cancel,
    CancelReason,
    Commit,
    ConfirmDetail,
    Late,
    LoadDetail,
    Medium,
    PinTryDetail,
    RefundDetail,
    SaleDetail,
    VoidDetail,
)
from protocol.money import ZERO, Money
from terminal.journal.recovery import OpenChange
from terminal.sale.context import CardView
from terminal.sale.effects import (
    AskPin,
    ComparePin,
    Nudge,
    Plan,
    PrintSlip,
    ReadCard,
    Refuse,
    Say,
    Scrub,
    Tone,
    WriteCard,
    WriteIntent,
    WriteOutcome,
)
from terminal.sale.events import (
    CancelKeyed,
    CardKeyed,
    CardLost,
    CardRead,
    CardTapped,
    Intended,
    Journalled,
    LoadKeyed,
    PinCompared,
    PinKeyed,
    RefundKeyed,
    Scrubbed,
    VoidKeyed,
    WriteInDoubt,
    Written,
)
from terminal.sale.orders import GiveBack, Inquire, Load, Pay, Void
from terminal.sale.refusals import Refusal, RefusalNote
from terminal.sale.states import ComparingPin, Doubtful, EnteringPin, Reading, Ready, Waiting, Want
from terminal.sale.wording import Phrase
from tests.support.playbook import Line, Now, play
from tests.support.sale_examples import (
    CARD,
    OTHER_CARD,
    after,
    basket,
    journal,
    knowing,
    line,
    open_change,
    open_confirm,
    open_load,
    open_try,
    record,
    ref,
    view,
)
from tests.support.shop import STAFF, TODAY

SHOWN = knowing()
CARD_VIEW = view()
KEYED = Ready(basket(500), "A1")
PAY = Pay(KEYED.basket, "A1")
SALE, TRY, CONFIRM = ref(10), ref(11), ref(12)
HOLD = Say(Phrase.NOT_FINISHED, Tone.HOLD, card=CARD)


def sale(amount: int = 500, *, pin: bool = False, pin_fails: int = 0, off: int = 0) -> Plan:
    detail = SaleDetail(Basket((), 0, "A1"), pin)
    return Plan(Change(Kind.SALE, Money(off - amount), TODAY, pin_fails=pin_fails), detail, (line(amount, off),))


def pin_try(fails: int) -> Plan:
    return Plan(Change(Kind.PIN_TRY, ZERO, TODAY, pin_fails=fails), PinTryDetail())


def confirm(of: Reference, pin_fails: int = 0) -> Plan:
    return Plan(Change(Kind.CONFIRM, ZERO, TODAY, pin_fails=pin_fails), ConfirmDetail(of))


def written(before: CardView, plan: Plan, reference: Reference, *lates: Reference) -> tuple[Line, ...]:
    """A change from its promise to its end on disk."""
    return (
        WriteIntent(plan),
        Intended(reference),
        WriteCard(),
        Written(after(before, plan.change, reference)),
        WriteOutcome((Commit(reference.sequence), *(Late(late, reference) for late in lates))),
        Journalled(reference),
    )


def open_sale(before: CardView = CARD_VIEW, reference: Reference = SALE) -> OpenChange:
    return open_change(reference, before, sale().change, SaleDetail(Basket((line(500),), 0, "A1"), False))


def done(phrase: Phrase, amount: int, balance: int, reference: Reference) -> tuple[Line, ...]:
    return (
        Say(phrase, Tone.GOOD, Money(amount), Money(balance), CARD, reference),
        PrintSlip(reference),
        Nudge(),
    )


def refuses(refusal: Refusal) -> Refuse:
    return Refuse(RefusalNote(refusal))


# The straight way


def test_a_sale_is_promised_written_read_back_recorded_and_only_then_called_paid() -> None:
    end = play(
        KEYED,
        SHOWN,
        CardKeyed(),
        ReadCard(),
        CardRead(CARD_VIEW),
        *written(CARD_VIEW, sale(), SALE),
        *done(Phrase.PAID, 500, 4_500, SALE),
    )
    assert end == Ready()


def test_the_class_of_the_card_prices_the_basket() -> None:
    staff = view(card_class=STAFF)
    end = play(
        KEYED,
        SHOWN,
        CardKeyed(),
        ReadCard(),
        CardRead(staff),
        *written(staff, sale(off=50), SALE),
        *done(Phrase.PAID, 450, 4_550, SALE),
    )
    assert end == Ready()


def test_a_load_puts_cash_onto_the_card() -> None:
    plan = Plan(Change(Kind.LOAD, Money(2_000), TODAY), LoadDetail("A1", 7))
    play(
        KEYED,
        SHOWN,
        LoadKeyed(Money(2_000), 7),
        ReadCard(),
        CardRead(CARD_VIEW),
        *written(CARD_VIEW, plan, SALE),
        *done(Phrase.LOAD_DONE, 2_000, 7_000, SALE),
    )


def test_goods_that_came_back_are_put_onto_the_card_at_the_price_of_its_class() -> None:
    staff = view(card_class=STAFF)
    plan = Plan(Change(Kind.REFUND, Money(450), TODAY), RefundDetail(Basket((), 0, "A1"), None), (line(500, 50),))
    play(
        KEYED,
        SHOWN,
        RefundKeyed(to_card=True),
        ReadCard(),
        CardRead(staff),
        *written(staff, plan, SALE),
        *done(Phrase.REFUND_DONE, 450, 5_450, SALE),
    )


def test_the_sale_that_rules_the_card_can_be_voided_here() -> None:
    sold = view(record(6, 4_500, reference=SALE, amount=Money(-500)))
    plan = Plan(Change(Kind.VOID, Money(500), TODAY), VoidDetail(SALE))
    play(
        Ready(),
        knowing(journal(declared={SALE: Kind.SALE})),
        VoidKeyed(),
        ReadCard(),
        CardRead(sold),
        *written(sold, plan, ref(14)),
        *done(Phrase.VOID_DONE, 500, 5_000, ref(14)),
    )


@pytest.mark.parametrize("declared", [{}, {SALE: Kind.LOAD}, {ref(9): Kind.SALE}], ids=["nothing", "a load", "another sale"])
def test_nothing_but_a_sale_of_this_terminal_right_beneath_is_voided(declared: dict[Reference, Kind]) -> None:
    sold = view(record(reference=SALE))
    end = play(
        Ready(),
        knowing(journal(declared=declared)),
        VoidKeyed(),
        ReadCard(),
        CardRead(sold),
        refuses(Refusal.NOTHING_TO_VOID),
    )
    assert end == Ready()


def test_a_locked_card_is_refused_for_each_order_and_the_basket_is_kept() -> None:
    locked = view(record(locked=True))
    for key in (CardKeyed(), RefundKeyed(to_card=True), CardTapped()):
        assert play(KEYED, SHOWN, key, ReadCard(), CardRead(locked), refuses(Refusal.LOCKED)) == KEYED
    for order in (LoadKeyed(Money(1)), VoidKeyed()):
        assert play(KEYED, SHOWN, order, ReadCard(), CardRead(locked), refuses(Refusal.LOCKED)) == Ready()


def test_a_card_with_too_little_leaves_the_basket_for_less_or_for_cash() -> None:
    poor = view(record(balance=499))
    note = RefusalNote(Refusal.INSUFFICIENT_BALANCE, amount=Money(499))
    assert play(KEYED, SHOWN, CardKeyed(), ReadCard(), CardRead(poor), Refuse(note)) == KEYED


def test_a_terminal_that_may_not_load_refuses_before_anything_is_promised() -> None:
    context = knowing(roles=Role.SELL)
    for key in (LoadKeyed(Money(1)), RefundKeyed(to_card=True)):
        play(KEYED, context, key, ReadCard(), CardRead(CARD_VIEW), refuses(Refusal.NOT_PERMITTED))


def test_a_record_without_room_is_refused_before_anything_is_promised() -> None:
    full = view(record(counter=2**32 - 1))
    assert play(KEYED, SHOWN, CardKeyed(), ReadCard(), CardRead(full), refuses(Refusal.RECORDS_FULL)) == KEYED


def test_a_look_at_the_card_tells_its_balance_and_keeps_the_basket() -> None:
    balance = Say(Phrase.BALANCE, balance=Money(5_000), card=CARD)
    total = Say(Phrase.TOTAL, amount=Money(500))
    end = play(KEYED, SHOWN, CardTapped(), ReadCard(), CardRead(CARD_VIEW), balance, total)
    assert end == Ready(KEYED.basket, "A1", CARD_VIEW)
    assert play(Ready(), SHOWN, CardTapped(), ReadCard(), CardRead(CARD_VIEW), balance) == Ready(seen=CARD_VIEW)


# The PIN

DEAR = Ready(basket(2_500), "A1")
ASKED = (Say(Phrase.ASK_PIN, amount=Money(2_500)), AskPin())


def test_the_try_is_on_the_card_before_the_pin_is_compared_and_the_right_one_clears_the_count() -> None:
    before = view(record(pin_fails=1))
    tried = after(before, pin_try(2).change, TRY)
    play(
        DEAR,
        SHOWN,
        CardKeyed(),
        ReadCard(),
        CardRead(before),
        *ASKED,
        PinKeyed(),
        *written(before, pin_try(2), TRY),
        ComparePin(),
        PinCompared(True),
        *written(tried, sale(2_500, pin=True), SALE),
        *done(Phrase.PAID, 2_500, 2_500, SALE),
    )


def test_a_sale_without_a_pin_leaves_the_count_as_it_is() -> None:
    before = view(record(pin_fails=2))
    play(
        KEYED, SHOWN, CardKeyed(), ReadCard(), CardRead(before), WriteIntent(sale(pin_fails=2)), unfinished=True
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fails", "answer"),
    [
        (0, RefusalNote(Refusal.WRONG_PIN, count=2)),
        (1, RefusalNote(Refusal.WRONG_PIN, count=1)),
        (2, RefusalNote(Refusal.PIN_LOCKED)),
    ],
)
def test_a_wrong_pin_leaves_its_try_on_the_card_and_the_third_locks(fails: int, answer: RefusalNote) -> None:
    before = view(record(pin_fails=fails))
    end = play(
        EnteringPin(Want(Pay(DEAR.basket, "A1")), before),
        SHOWN,
        PinKeyed(),
        *written(before, pin_try(fails + 1), TRY),
        ComparePin(),
        PinCompared(False),
        Refuse(answer),
    )
    assert end == DEAR


def test_the_right_pin_at_the_third_try_still_pays() -> None:
    before = view(record(pin_fails=2))
    tried = after(before, pin_try(3).change, TRY)
    play(
        DEAR,
        SHOWN,
        CardKeyed(),
        ReadCard(),
        CardRead(before),
        *ASKED,
        PinKeyed(),
        *written(before, pin_try(3), TRY),
        ComparePin(),
        PinCompared(True),
        *written(tried, sale(2_500, pin=True), SALE),
        *done(Phrase.PAID, 2_500, 2_500, SALE),
    )


def test_an_sle4442_is_asked_its_pin_for_every_sale() -> None:
    contact = view(medium=Medium.SLE4442)
    asked = (Say(Phrase.ASK_PIN, amount=Money(500)), AskPin())
    assert play(KEYED, SHOWN, CardKeyed(), ReadCard(), CardRead(contact), *asked) == EnteringPin(Want(PAY), contact)


def test_a_card_pulled_before_its_try_was_written_loses_no_try_and_is_asked_again() -> None:
    attempt = open_try(TRY, CARD_VIEW)
    order = Pay(DEAR.basket, "A1")
    end = play(
        EnteringPin(Want(order), CARD_VIEW),
        SHOWN,
        PinKeyed(),
        WriteIntent(pin_try(1)),
        Intended(TRY),
        WriteCard(),
        WriteInDoubt(),
        HOLD,
        Now(knowing(journal([attempt]))),
        CardTapped(),
        ReadCard(),
        CardRead(CARD_VIEW),
        Scrub(),
        Scrubbed(),
        WriteOutcome((Cancel(TRY, CancelReason.SCRUBBED),)),
        Now(SHOWN),
        Journalled(ref(12)),
        ReadCard(),
        CardRead(CARD_VIEW),
        *ASKED,
    )
    assert end == EnteringPin(Want(order), CARD_VIEW)


def test_a_try_that_did_reach_the_card_is_confirmed_silently_and_the_pin_is_asked_again() -> None:
    attempt = open_try(TRY, CARD_VIEW)
    tried = after(CARD_VIEW, pin_try(1).change, TRY)
    confirmed = after(tried, confirm(TRY, 1).change, CONFIRM)
    order = Pay(DEAR.basket, "A1")
    end = play(
        Waiting(Want(order, Doubtful(CARD, None))),
        knowing(journal([attempt])),
        CardTapped(),
        ReadCard(),
        CardRead(tried),
        *written(tried, confirm(TRY, 1), CONFIRM, TRY)[:-1],
        Now(knowing(journal(declared={TRY: Kind.PIN_TRY, CONFIRM: Kind.CONFIRM}))),
        Journalled(CONFIRM),
        Nudge(),
        ReadCard(),
        CardRead(confirmed),
        *ASKED,
    )
    assert end == EnteringPin(Want(order), confirmed)


# Not finished, and what the card that comes back says


def in_doubt() -> tuple[Line, ...]:
    """A sale whose card went away while it was written."""
    return (
        CardKeyed(),
        ReadCard(),
        CardRead(CARD_VIEW),
        WriteIntent(sale()),
        Intended(SALE),
        WriteCard(),
        WriteInDoubt(),
        HOLD,
        Now(knowing(journal([open_sale()]))),
    )


def test_a_sale_in_doubt_waits_for_its_own_card_and_refuses_every_other() -> None:
    stranger = view(card=OTHER_CARD)
    end = play(KEYED, SHOWN, *in_doubt(), CardTapped(), ReadCard(), CardRead(stranger), refuses(Refusal.ANOTHER_CARD))
    assert end == Waiting(Want(PAY, Doubtful(CARD, SALE)))


def test_a_sale_that_is_on_the_card_after_all_gets_a_clean_record_on_top_and_is_paid_once() -> None:
    sold = after(CARD_VIEW, sale().change, SALE)
    end = play(
        KEYED,
        SHOWN,
        *in_doubt(),
        CardTapped(),
        ReadCard(),
        CardRead(sold),
        *written(sold, confirm(SALE), CONFIRM, SALE)[:-1],
        Now(knowing(journal(declared={SALE: Kind.SALE, CONFIRM: Kind.CONFIRM}))),
        Journalled(CONFIRM),
        Say(Phrase.PAID_LATE, Tone.GOOD, balance=Money(4_500), card=CARD),
        PrintSlip(SALE),
        Nudge(),
    )
    assert end == Ready()


def test_a_sale_that_is_not_on_the_card_is_scrubbed_cancelled_and_then_sold_anew() -> None:
    again = ref(13)
    end = play(
        KEYED,
        SHOWN,
        *in_doubt(),
        CardTapped(),
        ReadCard(),
        CardRead(CARD_VIEW),
        Scrub(),
        Scrubbed(),
        WriteOutcome((Cancel(SALE, CancelReason.SCRUBBED),)),
        Now(SHOWN),
        Journalled(ref(11)),
        Say(Phrase.NOT_CHARGED, Tone.BAD),
        ReadCard(),
        CardRead(CARD_VIEW),
        *written(CARD_VIEW, sale(), again),
        *done(Phrase.PAID, 500, 4_500, again),
    )
    assert end == Ready()


def test_a_sale_whose_counter_another_terminal_took_is_cancelled_without_a_scrub() -> None:
    taken = after(CARD_VIEW, Change(Kind.SALE, Money(-100), TODAY), ref(7))
    play(
        KEYED,
        SHOWN,
        *in_doubt(),
        CardTapped(),
        ReadCard(),
        CardRead(taken),
        WriteOutcome((Cancel(SALE, CancelReason.REPLACED),)),
        Now(SHOWN),
        Journalled(ref(11)),
        Say(Phrase.NOT_CHARGED, Tone.BAD),
        ReadCard(),
        CardLost(),
        HOLD,
    )


def test_a_sale_that_the_ring_no_longer_reaches_is_left_to_head_office_and_not_charged_again() -> None:
    beyond = view(record(9), record(8), record(7))
    end = play(
        KEYED,
        SHOWN,
        *in_doubt(),
        CardTapped(),
        ReadCard(),
        CardRead(beyond),
        Say(Phrase.OFFICE_DECIDES, Tone.HOLD, card=CARD),
    )
    assert end == Ready()


def test_an_older_open_change_beyond_the_ring_does_not_keep_a_member_from_buying() -> None:
    beyond = view(record(9), record(8), record(7))
    end = play(
        KEYED,
        knowing(journal([open_sale()])),
        CardKeyed(),
        ReadCard(),
        CardRead(beyond),
        WriteIntent(sale()),
        unfinished=True,
    )
    assert type(end).__name__ == "Intending"


def test_a_scrub_in_doubt_holds_and_is_done_again() -> None:
    end = play(
        KEYED,
        SHOWN,
        *in_doubt(),
        CardTapped(),
        ReadCard(),
        CardRead(CARD_VIEW),
        Scrub(),
        WriteInDoubt(),
        HOLD,
        CardTapped(),
        ReadCard(),
        CardRead(CARD_VIEW),
        Scrub(),
        unfinished=True,
    )
    assert type(end).__name__ == "Scrubbing"


def test_a_confirm_in_doubt_leaves_the_sale_in_doubt_and_on_the_card_it_proves_the_sale_too() -> None:
    sold = after(CARD_VIEW, sale().change, SALE)
    confirmed = after(sold, confirm(SALE).change, CONFIRM)
    both = journal([open_sale(), open_confirm(CONFIRM, sold, SALE)])
    last = ref(13)
    end = play(
        KEYED,
        SHOWN,
        *in_doubt(),
        CardTapped(),
        ReadCard(),
        CardRead(sold),
        WriteIntent(confirm(SALE)),
        Intended(CONFIRM),
        WriteCard(),
        WriteInDoubt(),
        HOLD,
        Now(knowing(both)),
        CardTapped(),
        ReadCard(),
        CardRead(confirmed),
        *written(confirmed, confirm(SALE), last, SALE, CONFIRM)[:-1],
        Now(knowing(journal(declared={SALE: Kind.SALE, CONFIRM: Kind.CONFIRM, last: Kind.CONFIRM}))),
        Journalled(last),
        Say(Phrase.PAID_LATE, Tone.GOOD, balance=Money(4_500), card=CARD),
        PrintSlip(SALE),
        Nudge(),
    )
    assert end == Ready()


def test_the_confirm_of_an_earlier_change_keeps_a_lock_and_the_count_of_tries() -> None:
    locked = view(record(6, reference=SALE, locked=True, pin_fails=2))
    plan = Plan(Change(Kind.CONFIRM, ZERO, TODAY, pin_fails=2, locked=True), ConfirmDetail(SALE))
    play(Ready(), knowing(journal([open_sale()])), CardTapped(), ReadCard(), CardRead(locked), WriteIntent(plan), unfinished=True)


def settled_late(key: Line, kind: Kind) -> tuple[Line, ...]:
    """A card comes back after a restart, with another order keyed, and an old change of it is found."""
    sold = after(CARD_VIEW, sale().change, SALE)
    return (
        key,
        ReadCard(),
        CardRead(sold),
        *written(sold, confirm(SALE), CONFIRM, SALE)[:-1],
        Now(knowing(journal(declared={SALE: kind, CONFIRM: Kind.CONFIRM}))),
        Journalled(CONFIRM),
    )


def test_a_sale_finished_late_is_told_before_anything_else_is_charged_and_the_cashier_decides() -> None:
    """The basket may be the very sale that was unfinished, keyed again."""
    end = play(
        KEYED,
        knowing(journal([open_sale()])),
        *settled_late(CardKeyed(), Kind.SALE),
        Say(Phrase.PAID_LATE, Tone.GOOD, balance=Money(4_500), card=CARD),
        PrintSlip(SALE),
        Nudge(),
    )
    assert end == KEYED


@pytest.mark.parametrize("kind", [Kind.LOAD, Kind.REFUND, Kind.VOID])
def test_what_was_finished_late_is_called_paid_only_if_it_was_a_sale(kind: Kind) -> None:
    end = play(
        KEYED,
        knowing(journal([open_sale()])),
        *settled_late(CardTapped(), kind),
        Say(Phrase.FINISHED_LATE, Tone.GOOD, balance=Money(4_500), card=CARD),
        PrintSlip(SALE),
        Nudge(),
        ReadCard(),
        unfinished=True,
    )
    assert end == Reading(Want(Inquire(KEYED.basket, "A1")))


def test_several_open_changes_of_one_card_are_settled_one_after_the_other() -> None:
    sold = after(CARD_VIEW, sale().change, SALE)
    later = open_load(ref(11), sold)
    confirmed = after(sold, confirm(SALE).change, CONFIRM)
    play(
        Ready(),
        knowing(journal([open_sale(), later])),
        CardTapped(),
        ReadCard(),
        CardRead(sold),
        Scrub(),
        Scrubbed(),
        WriteOutcome((Cancel(ref(11), CancelReason.SCRUBBED),)),
        Now(knowing(journal([open_sale()]))),
        Journalled(ref(20)),
        Say(Phrase.NOT_CREDITED, Tone.BAD),
        ReadCard(),
        CardRead(sold),
        *written(sold, confirm(SALE), CONFIRM, SALE)[:-1],
        Now(knowing(journal(declared={SALE: Kind.SALE}))),
        Journalled(CONFIRM),
        Say(Phrase.PAID_LATE, Tone.GOOD, balance=Money(4_500), card=CARD),
        PrintSlip(SALE),
        Nudge(),
        ReadCard(),
        CardRead(confirmed),
        Say(Phrase.BALANCE, balance=Money(4_500), card=CARD),
    )


def test_a_scrub_ends_the_replaced_changes_of_the_card_too_and_each_side_of_the_money_is_told() -> None:
    taken = after(CARD_VIEW, Change(Kind.SALE, Money(-100), TODAY), ref(7))
    above = open_load(ref(11), taken)
    play(
        Ready(),
        knowing(journal([open_sale(), above])),
        CardTapped(),
        ReadCard(),
        CardRead(taken),
        Scrub(),
        Scrubbed(),
        WriteOutcome((Cancel(ref(11), CancelReason.SCRUBBED), Cancel(SALE, CancelReason.REPLACED))),
        Journalled(ref(20)),
        Say(Phrase.NOT_CHARGED, Tone.BAD),
        Say(Phrase.NOT_CREDITED, Tone.BAD),
        ReadCard(),
        unfinished=True,
    )


@pytest.mark.parametrize(
    ("order", "plan"),
    [
        (GiveBack(KEYED.basket, "A1"), Plan(Change(Kind.REFUND, Money(500), TODAY), RefundDetail(Basket((), 0, "A1"), None))),
        (Load(Money(500), "A1"), Plan(Change(Kind.LOAD, Money(500), TODAY), LoadDetail("A1"))),
        (Void(), Plan(Change(Kind.VOID, Money(100), TODAY), VoidDetail(ref(1)))),
    ],
    ids=["refund", "load", "void"],
)
def test_credits_in_doubt_wait_for_their_card_as_sales_do(order: GiveBack | Load | Void, plan: Plan) -> None:
    context = knowing(journal(declared={CARD_VIEW.chain.current.reference: Kind.SALE}))
    end = play(
        Reading(Want(order)),
        context,
        CardRead(CARD_VIEW),
        WriteIntent,
        Intended(SALE),
        WriteCard(),
        WriteInDoubt(),
        HOLD,
    )
    assert end == Waiting(Want(order, Doubtful(CARD, SALE)))
    assert play(end, context, CancelKeyed(), HOLD) == Ready()
    assert plan.change.amount > ZERO


def test_a_comparison_is_only_made_of_a_try_that_is_on_the_card() -> None:
    before = view(record(pin_fails=0))
    end = play(
        EnteringPin(Want(PAY), before), SHOWN, PinKeyed(), *written(before, pin_try(1), TRY), ComparePin(), unfinished=True
    )  # fmt: skip
    assert end == ComparingPin(Want(PAY), after(before, pin_try(1).change, TRY))
