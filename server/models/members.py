"""Members: whom cards belong to, what the office knows of them, and the words by which they are found."""

from __future__ import annotations

from peewee import BigIntegerField, BlobField, BooleanField, CompositeKey, IntegerField, SmallIntegerField, TextField

from server.database import BaseModel
from server.fields import InstantField


class MemberRow(BaseModel):
    """A member under the number that the office gave. `birthday` is an ISO date, `branch` where the member is at home.

    Never deleted: whoever left is not active. `version` rises with each change.
    """

    id = IntegerField(primary_key=True)
    name = TextField()
    sex = SmallIntegerField()
    document = TextField()
    phone = TextField()
    mobile = TextField()
    email = TextField()
    birthday = TextField(null=True)
    company = TextField()
    post = TextField()
    address = TextField()
    remarks = TextField()
    branch = IntegerField(null=True)
    active = BooleanField()
    version = IntegerField()
    added_at = InstantField()

    class Meta:
        table_name = "member"
        indexes = ((("branch", "id"), False),)


class MemberOriginal(BaseModel):
    """What was written down when a member came, as JSON. Never changes, never goes (triggers). `source`: a page, or a file."""

    member = IntegerField(primary_key=True)
    at = InstantField()
    written_by = TextField()
    source = TextField()
    data = TextField()

    class Meta:
        table_name = "member_original"


class MemberWord(BaseModel):
    """A member is found by what begins like this: a letter for its kind, then UTF-8, in the order of bytes on both databases."""

    word = BlobField()
    member = IntegerField(index=True)

    class Meta:
        table_name = "member_word"
        primary_key = CompositeKey("word", "member")


class MemberField(BaseModel):
    """Something more that the office wants to know of members; `choices` has one on each line."""

    name = TextField()
    kind = SmallIntegerField()
    required = BooleanField()
    choices = TextField()
    place = IntegerField()
    active = BooleanField()

    class Meta:
        table_name = "member_field"


class MemberValue(BaseModel):
    """What it is of one member."""

    member = IntegerField()
    field = IntegerField()
    value = TextField()

    class Meta:
        table_name = "member_value"
        primary_key = CompositeKey("member", "field")


class MemberPhoto(BaseModel):
    """A small JPEG that head office made itself of what was uploaded."""

    member = IntegerField(primary_key=True)
    jpeg = BlobField()
    taken_at = InstantField()

    class Meta:
        table_name = "member_photo"


class MemberFile(BaseModel):
    """A file with members under its SHA-256, kept from its preview until it was taken over, once."""

    hash = BlobField(primary_key=True)
    name = TextField()
    content = BlobField()
    staff = IntegerField()
    kept_at = InstantField()
    done_at = InstantField(null=True)

    class Meta:
        table_name = "member_file"


class CardHolder(BaseModel):
    """Whose card this is."""

    card = BigIntegerField()
    instance = IntegerField()
    member = IntegerField(index=True)
    since = InstantField()

    class Meta:
        table_name = "card_holder"
        primary_key = CompositeKey("card", "instance")
