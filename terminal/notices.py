"""From what the sale says to what is shown: sentences in the shop's language and the member's two lines. Pure."""

from __future__ import annotations

from protocol.link.tables import Parameters
from terminal.face import Notice
from terminal.sale.effects import Refuse, Say, Tone
from terminal.sale.receipt import masked
from terminal.sale.screens import BLANK, CustomerLines, Screen, customer_balance, customer_paid, customer_total, customer_words
from terminal.sale.wording import Phrase, explain, language_of, say

PAID = {Phrase.PAID, Phrase.PAID_LATE}


def notice_of(effect: Say | Refuse, shop: Parameters) -> Notice:
    """What to show for an effect."""
    return _refusal(effect, shop) if isinstance(effect, Refuse) else _said(effect, shop)


def _refusal(effect: Refuse, shop: Parameters) -> Notice:
    note = effect.note
    sentence = explain(note, language_of(shop.language), shop.digits)
    facts: list[tuple[str, str | int]] = []
    if note.amount is not None:
        facts.append(("amount", note.amount.minor))
    if note.count is not None:
        facts.append(("count", note.count))
    if note.state is not None:
        facts.append(("state", note.state.name))
    return Notice(note.refusal.value, Screen((sentence,), customer_words("PLEASE WAIT")), Tone.BAD, tuple(facts))


def _said(effect: Say, shop: Parameters) -> Notice:
    amount = effect.amount.text(shop.digits) if effect.amount is not None else ""
    balance = effect.balance.text(shop.digits) if effect.balance is not None else ""
    language = language_of(shop.language)
    words = say(effect.phrase, language, amount=amount, balance=balance)
    lines = [words if not amount or amount in words else f"{words} {shop.currency} {amount}"]
    if effect.card is not None:
        lines.append(masked(effect.card.number))
    if balance and balance not in words:
        lines.append(say(Phrase.BALANCE, language, balance=balance))
    facts: list[tuple[str, str | int]] = []
    if effect.amount is not None:
        facts.append(("amount", effect.amount.minor))
    if effect.balance is not None:
        facts.append(("balance", effect.balance.minor))
    if effect.reference is not None:
        facts.append(("reference", str(effect.reference)))
    return Notice(
        effect.phrase.name.lower().replace("_", "-"), Screen(tuple(lines), _customer(effect, shop)), effect.tone, tuple(facts)
    )


def _customer(effect: Say, shop: Parameters) -> CustomerLines:
    amount, balance = effect.amount, effect.balance
    if effect.phrase in PAID:
        return customer_paid(amount, balance, shop.digits) if amount is not None else customer_words("PAID")
    if effect.phrase is Phrase.NOT_FINISHED:
        return customer_words("NOT FINISHED", "SAME CARD AGAIN")
    if effect.phrase is Phrase.NOT_CHARGED:
        return customer_words("NOT CHARGED")
    if effect.phrase is Phrase.ASK_PIN and amount is not None:
        return customer_total(amount, shop.digits, "PIN")
    if balance is not None:
        return customer_balance(balance, shop.digits)
    return customer_total(amount, shop.digits) if amount is not None else BLANK
