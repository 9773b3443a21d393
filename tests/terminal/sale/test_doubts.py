"""If these failed, a change that was not finished would be charged twice, or money would be lost with it."""

from __future__ import annotations

import pytest

from protocol.card.record import Kind
from protocol.card.ring import Change
from protocol.link.entries import (
    Basket,
    Cancel,
    CancelReason,
    ConfirmDetail,
    LoadDetail,
    RefundDetail,
    VoidDetail,
)
from protocol.money import ZERO, Money
from terminal.sale.effects import (
    ComparePin,
    Nudge,
    Plan,
    PrintSlip,
    ReadCard,
    Say,
    Scrub,
    Tone,
    WriteCard,
    WriteIntent,
    WriteOutcome,
)
from terminal.sale.events import (
    AbandonKeyed,
    CancelKeyed,
    CardKeyed,
    CardLost,
    CardRead,
    CardTapped,
    Intended,
    Journalled,
    PinKeyed,
    Scrubbed,
    WriteInDoubt,
)
from terminal.sale.orders import GiveBack, Inquire, Load, Void
from terminal.sale.refusals import Refusal
from terminal.sale.states import ComparingPin, Doubtful, EnteringPin, Reading, Ready, Waiting, Want
from terminal.words.sale import Phrase
from tests.support.card_scripts import (
    CARD_VIEW,
    CONFIRM,
    HOLD,
    KEYED,
    PAY,
    SALE,
    SHOWN,
    TRY,
    confirm,
    done,
    open_sale,
    pin_try,
    refuses,
    sale,
    written,
)
from tests.support.playbook import Line, Now, play
from tests.support.sale_examples import (
    CARD,
    OTHER_CARD,
    after,
    journal,
    knowing,
    open_confirm,
    open_load,
    open_try,
    record,
    ref,
    view,
)
from tests.support.shop import TODAY


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
        Say(Phrase.PRESENT_ANY_CARD),
        AbandonKeyed(),
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
        Say(Phrase.RETURN_CASH, Tone.BAD, Money(2_000)),
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
        Say(Phrase.RETURN_CASH, Tone.BAD, Money(2_000)),
        ReadCard(),
        unfinished=True,
    )


def test_a_load_that_did_not_reach_the_card_is_tried_again_and_cancel_says_that_the_cash_goes_back() -> None:
    tried = Load(Money(2_000), "A1")
    facts = knowing(journal([open_load(SALE, CARD_VIEW)]))
    end = play(
        Waiting(Want(tried, Doubtful(CARD, SALE))),
        facts,
        CardTapped(),
        ReadCard(),
        CardRead(CARD_VIEW),
        Scrub(),
        Scrubbed(),
        WriteOutcome((Cancel(SALE, CancelReason.SCRUBBED),)),
        Now(SHOWN),
        Journalled(ref(11)),
        Say(Phrase.NOT_CREDITED, Tone.BAD),
        ReadCard(),
        CardLost(),
        Say(Phrase.PRESENT_ANY_CARD),
        CancelKeyed(),
        Say(Phrase.RETURN_CASH, Tone.BAD, Money(2_000)),
    )
    assert end == Ready()


def test_an_unwritten_change_beside_one_that_is_on_the_card_leaves_that_one_in_doubt() -> None:
    sold = after(CARD_VIEW, sale().change, SALE)
    facts = knowing(journal([open_sale(), open_try(TRY, sold)]))
    end = play(
        Waiting(Want(PAY, Doubtful(CARD, SALE))),
        facts,
        CardTapped(),
        ReadCard(),
        CardRead(sold),
        Scrub(),
        Scrubbed(),
        WriteOutcome((Cancel(TRY, CancelReason.SCRUBBED),)),
        Now(knowing(journal([open_sale()]))),
        Journalled(ref(12)),
        ReadCard(),
        CardLost(),
        HOLD,
    )
    assert end == Waiting(Want(PAY, Doubtful(CARD, SALE)))


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
        *([PrintSlip(SALE)] if isinstance(order, Load) else []),
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
