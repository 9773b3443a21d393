"""What head office decides: articles, classes, discounts, staff and settings; and what of it was published."""

from __future__ import annotations

from peewee import (
    BigIntegerField,
    BlobField,
    BooleanField,
    CompositeKey,
    IntegerField,
    SmallIntegerField,
    TextField,
)

from server.database import BaseModel
from server.fields import InstantField, MoneyField


class ItemRow(BaseModel):
    """An article. `folded` is its name as it is searched for. One that is retired is told to no terminal, and keeps its code."""

    code = BigIntegerField(primary_key=True)
    name = TextField()
    folded = TextField()
    category = IntegerField()
    owner = IntegerField()
    uses = SmallIntegerField()
    retired_at = InstantField(null=True)

    class Meta:
        table_name = "item"
        indexes = ((("category", "code"), False), (("owner", "code"), False))


class ItemPrice(BaseModel):
    """From this business day on an article has this price, in thousandths of a minor unit (append-only).

    Of rows for one day the last written holds. `mills` is null where a price for that day was withdrawn. The first price of an
    article is from day 0.
    """

    item = BigIntegerField()
    from_day = IntegerField(index=True)
    mills = BigIntegerField(null=True)
    set_at = InstantField()
    set_by = TextField()

    class Meta:
        table_name = "item_price"
        indexes = ((("item", "from_day", "id"), False),)


class CategoryRow(BaseModel):
    """A group of articles; 0 is none."""

    id = IntegerField(primary_key=True)
    name = TextField()
    parent = IntegerField(null=True)

    class Meta:
        table_name = "category"


class OwnerRow(BaseModel):
    """Whose articles or terminals are sold from; 0 is the shop itself.

    `commission_bp` of what is sold for him stays with the shop, in basis points; `payee` says how the rest is paid to him.
    """

    id = BigIntegerField(primary_key=True)
    name = TextField()
    commission_bp = IntegerField()
    payee = TextField()

    class Meta:
        table_name = "owner"


class ClassRow(BaseModel):
    """A member class and its limits."""

    id = IntegerField(primary_key=True)
    name = TextField()
    discount_bp = IntegerField()
    groups = BigIntegerField()
    floor = MoneyField()
    soft_sale = MoneyField()
    hard_sale = MoneyField()
    soft_day = MoneyField()
    hard_day = MoneyField()
    least_sale = MoneyField()
    sales_day = IntegerField()

    class Meta:
        table_name = "member_class"


class DiscountRow(BaseModel):
    """A discount of a class on an item, or on a category where `item` is 0.

    The usual one is from day 0 to the last day that there is. One with days of its own (a promotion) holds in its place.
    """

    card_class = IntegerField()
    item = BigIntegerField()
    category = IntegerField()
    from_day = IntegerField()
    until_day = IntegerField()
    discount_bp = IntegerField()

    class Meta:
        table_name = "discount"
        primary_key = CompositeKey("card_class", "item", "category", "from_day")


class OperatorRow(BaseModel):
    """Someone who may work a terminal. `pin` and `first_pin` are verifiers, empty for none: of the PIN that holds, and of the
    one that head office gave last; `pin_set_at` is when the former was chosen. `card` is null for none. Whoever has left is told
    to no terminal, and keeps his number.
    """

    id = IntegerField(primary_key=True)
    name = TextField()
    rights = BigIntegerField()
    pin = BlobField()
    pin_set_at = InstantField()
    first_pin = BlobField()
    card = BigIntegerField(null=True)
    instance = IntegerField()
    supervised = BooleanField()
    left_at = InstantField(null=True)

    class Meta:
        table_name = "operator"


class ParameterRow(BaseModel):
    """The shop's settings: one row, id 1. Texts of several lines hold one of a list a line: `one_tap` codes of items,
    `pay_out_reasons` a code, a space and a name.
    """

    shop = TextField()
    currency = TextField()
    digits = SmallIntegerField()
    utc_offset_minutes = SmallIntegerField()
    language = TextField()
    receipt_head = TextField()
    receipt_foot = TextField()
    contact_share = SmallIntegerField()
    contact_offline_load = BooleanField()
    balance_max = MoneyField()
    narrow_after_minutes = BigIntegerField()
    stop_after_minutes = BigIntegerField()
    narrow_divisor = SmallIntegerField()
    narrow_pin_above = MoneyField()
    stored_records_max = BigIntegerField()
    stored_sum_max = MoneyField()
    languages = TextField()
    near_expiry_days = IntegerField()
    low_balance = MoneyField()
    idle_minutes = IntegerField()
    one_tap = TextField()
    pay_out_reasons = TextField()
    difference_max = MoneyField()
    ready_disk_mib = BigIntegerField()
    ready_clock_seconds = IntegerField()

    class Meta:
        table_name = "parameter"


class OwnSettingRow(BaseModel):
    """What a group of terminals or one terminal has for itself. `setting` is a column of `parameter`, `value` what would stand
    there, as text: an amount in minor units, yes as 1 and no as nothing.
    """

    target = SmallIntegerField()
    number = IntegerField()
    setting = TextField()
    value = TextField()

    class Meta:
        table_name = "own_setting"
        primary_key = CompositeKey("target", "number", "setting")


class PublishedTable(BaseModel):
    """A signed table as terminals get it. `content` is the SHA-256 of what it says, without version and time."""

    kind = SmallIntegerField()
    version = BigIntegerField()
    content = BlobField()
    sealed = BlobField()
    issued_at = InstantField()
    published_by = TextField()

    class Meta:
        table_name = "published_table"
        primary_key = CompositeKey("kind", "version")


class PlannedTable(BaseModel):
    """What a table will say from an instant on, as it was when somebody published it: prices that begin on their day."""

    kind = SmallIntegerField()
    from_at = InstantField(index=True)
    body = BlobField()
    planned_by = TextField()

    class Meta:
        table_name = "planned_table"
        primary_key = CompositeKey("kind", "from_at")
