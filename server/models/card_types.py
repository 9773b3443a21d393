"""What a card of a class is to head office's people: its kind, what it costs, how long it is good. Terminals are not told."""

from __future__ import annotations

from peewee import BigIntegerField, BooleanField, CompositeKey, IntegerField, TextField

from server.database import BaseModel
from server.fields import InstantField, MoneyField


class CardTypeRow(BaseModel):
    """The attributes of a class of cards that no terminal needs; a class without a row is a plain stored-value card.

    `pin`: the member chooses a PIN when the card is made. `reportable`: it can be reported lost and replaced.
    """

    card_class = IntegerField(primary_key=True)
    kind = TextField()
    named = BooleanField()
    reportable = BooleanField()
    pin = BooleanField()
    valid_days = IntegerField()
    least_load = MoneyField()
    most_load = MoneyField()
    deposit = MoneyField()
    fee_issue = MoneyField()
    fee_return = MoneyField()
    fee_reissue = MoneyField()
    fee_swap = MoneyField()
    fee_renewal = MoneyField()

    class Meta:
        table_name = "card_type"


class BonusRuleRow(BaseModel):
    """What loads onto cards of a class earn from a day on: bands as in `settlement.credits.bonuses`, none for no bonus."""

    card_class = IntegerField()
    from_day = IntegerField()
    bands = TextField()

    class Meta:
        table_name = "bonus_rule"
        primary_key = CompositeKey("card_class", "from_day")


class Replacement(BaseModel):
    """A card that two persons replaced by its next instance, which fetches at a desk until `last_day` what becomes safe."""

    card = BigIntegerField()
    instance = IntegerField()
    why = TextField()
    desk = IntegerField()
    maker = TextField()
    checker = TextField()
    at = InstantField()
    last_day = IntegerField()
    complete = BooleanField()

    class Meta:
        table_name = "card_replacement"
        indexes = ((("card", "instance"), True), (("complete", "card", "instance"), False))
