"""From what the sale says to what is shown: sentences in the shop's language and the member's two lines. Pure."""

from __future__ import annotations

from protocol.instants import date_of
from protocol.link.tables import Parameters
from protocol.money import Money
from terminal.face import Notice
from terminal.sale.effects import Refuse, Say, Tone
from terminal.sale.explaining import explain
from terminal.sale.member_refused import refused_lines
from terminal.sale.receipt import masked
from terminal.sale.refusals import Refusal
from terminal.sale.screens import (
    BLANK,
    CustomerLines,
    Screen,
    balance_line,
    customer_balance,
    customer_done,
    customer_total,
    customer_uses,
    customer_words,
)
from terminal.words.catalogue import say
from terminal.words.language import Language, language_of
from terminal.words.member import MemberWord
from terminal.words.sale import Phrase

DONE = {
    Phrase.PAID: MemberWord.PAID,
    Phrase.PAID_LATE: MemberWord.PAID,
    Phrase.FINISHED_LATE: MemberWord.FINISHED,
    Phrase.LOAD_DONE: MemberWord.LOADED,
    Phrase.REFUND_DONE: MemberWord.REFUNDED,
    Phrase.VOID_DONE: MemberWord.VOIDED,
    Phrase.CLAIM_DONE: MemberWord.CREDITED,
}
"""What the member reads where money has moved, above the new balance."""

WORDS: dict[Phrase, tuple[MemberWord | str, MemberWord | str]] = {
    Phrase.NOT_FINISHED: (MemberWord.NOT_FINISHED, MemberWord.SAME_CARD_AGAIN),
    Phrase.NOT_CHARGED: (MemberWord.NOT_CHARGED, ""),
    Phrase.NOT_CREDITED: (MemberWord.NOT_LOADED, ""),
    Phrase.RETURN_CASH: (MemberWord.NOT_LOADED, MemberWord.TAKE_CASH_BACK),
    Phrase.OFFICE_DECIDES: (MemberWord.PLEASE_WAIT, ""),
    Phrase.PRESENT_ANY_CARD: (MemberWord.PRESENT_CARD, ""),
    Phrase.CANCELLED: (MemberWord.CANCELLED, ""),
}
"""What the member reads at the other moments that concern him."""

SPOKEN = {*DONE, *WORDS, Phrase.PRESENT_CARD, Phrase.ASK_PIN, Phrase.UNLOCKED} - {Phrase.CANCELLED}
"""What a voice says: results and what is to be done next, with the amount. Never a balance, nor why a card is refused."""


KEYING = frozenset(
    {
        Refusal.UNKNOWN_ITEM,
        Refusal.QUANTITY_RANGE,
        Refusal.AMOUNT_RANGE,
        Refusal.EMPTY_BASKET,
        Refusal.BASKET_FULL,
        Refusal.NOTHING_TO_REMOVE,
        Refusal.TICKET_UNUSABLE,
    }
)
"""What only the cashier's keys are about: nobody says it aloud."""


def notice_of(effect: Say | Refuse, shop: Parameters, written: Language | None = None, member: Language = Language.EN) -> Notice:
    """What to show for an effect: spoken in the shop's language; written in that, or in `written` on a display that has no
    letters for it. `member`: the language of the member's display, which many have letters for."""
    words = written or language_of(shop.language)
    return _refusal(effect, shop, words, member) if isinstance(effect, Refuse) else _said(effect, shop, words, member)


def _refusal(effect: Refuse, shop: Parameters, words: Language, member: Language) -> Notice:
    note = effect.note
    sentence = explain(note, words, shop.digits)
    facts: list[tuple[str, str | int]] = []
    if note.amount is not None:
        facts.append(("amount", note.amount.minor))
    if note.count is not None:
        facts.append(("count", note.count))
    if note.state is not None:
        facts.append(("state", note.state.name))
    voice = language_of(shop.language)
    spoken = "" if note.refusal in KEYING else say(Phrase.NOT_ACCEPTED, voice)
    screen = Screen((sentence,), refused_lines(note, member, shop.digits))
    return Notice(note.refusal.value, screen, Tone.BAD, tuple(facts), spoken, voice.value)


def _said(effect: Say, shop: Parameters, words: Language, member: Language) -> Notice:
    balance, voice = _money(effect.balance, shop), language_of(shop.language)
    lines = [_sentence(effect, shop, words)]
    if effect.card is not None:
        lines.append(masked(effect.card.number))
    if balance and "{balance}" not in effect.phrase.texts[0]:
        lines.append(say(Phrase.BALANCE, words, balance=balance))
    lines += _beside(effect, words)
    facts: list[tuple[str, str | int]] = []
    if effect.amount is not None:
        facts.append(("amount", effect.amount.minor))
    if effect.balance is not None:
        facts.append(("balance", effect.balance.minor))
    if effect.reference is not None:
        facts.append(("reference", str(effect.reference)))
    code = effect.phrase.name.lower().replace("_", "-")
    spoken = _sentence(effect, shop, voice) if effect.phrase in SPOKEN else ""
    if effect.uses is not None:
        facts.append(("uses", effect.uses.left))
    screen = Screen(tuple(lines), _member(effect, shop, member), _member_more(effect, shop, member))
    return Notice(code, screen, effect.tone, tuple(facts), spoken, voice.value)


def _beside(effect: Say, words: Language) -> list[str]:
    """What else there is to say of a card: its uses, and warnings."""
    lines = []
    if uses := effect.uses:
        phrase = Phrase.USES_TAKEN if uses.taken > 0 else Phrase.USES_ADDED if uses.taken else Phrase.USES_LEFT
        lines.append(say(phrase, words, count=abs(uses.taken), left=uses.left))
    if effect.cautions.low:
        lines.append(say(Phrase.LOW_BALANCE, words))
    if effect.cautions.ends is not None:
        lines.append(say(Phrase.ENDS_SOON, words, day=date_of(effect.cautions.ends).isoformat()))
    return lines


def _sentence(effect: Say, shop: Parameters, words: Language) -> str:
    """The phrase with its amount, in its place or at the end."""
    amount, balance = _money(effect.amount, shop), _money(effect.balance, shop)
    sentence = say(effect.phrase, words, amount=amount, balance=balance)
    return sentence if not amount or "{amount}" in effect.phrase.texts[0] else f"{sentence} {amount}"


def _money(money: Money | None, shop: Parameters) -> str:
    return "" if money is None else f"{shop.currency} {money.text(shop.digits)}".lstrip()


def _member(effect: Say, shop: Parameters, member: Language) -> CustomerLines:
    amount, balance = effect.amount, effect.balance
    if effect.uses and effect.uses.taken and not amount:
        return customer_uses(effect.uses.taken, effect.uses.left, member)
    if effect.phrase in DONE:
        return customer_done(DONE[effect.phrase], amount, balance, shop.digits, member)
    if effect.phrase in WORDS:
        return customer_words(*WORDS[effect.phrase], member)
    if balance is not None:
        return customer_balance(balance, shop.digits, member)
    if amount is None:
        return BLANK
    wanted = MemberWord.PIN if effect.phrase is Phrase.ASK_PIN else MemberWord.PRESENT_CARD
    return customer_total(amount, shop.digits, say(wanted, member), member)


def _member_more(effect: Say, shop: Parameters, member: Language) -> tuple[CustomerLines, ...]:
    """What the member reads by turns with the rest."""
    more = []
    below = "" if effect.balance is None else balance_line(effect.balance, shop.digits, member)
    if effect.uses and (effect.amount or not effect.uses.taken):
        more.append(customer_uses(effect.uses.taken, effect.uses.left, member))
    if effect.cautions.low:
        more.append(customer_words(MemberWord.LOW_BALANCE, below, member))
    if effect.cautions.ends is not None:
        day = date_of(effect.cautions.ends).isoformat()
        more.append(customer_words(MemberWord.CARD_ENDS, below, member, day=day))
    return tuple(more)
