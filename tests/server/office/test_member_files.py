"""If these failed, a member would be lost, kept twice, changed without a trace, or a card would be somebody else's."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from peewee import DatabaseError

from protocol.ids import CardInstance, CardNumber
from protocol.instants import Instant
from server.audit import Actor
from server.database import run, writing
from server.usecases.declined import Declined, Reason
from server.usecases.members.details import Column, Details, Fault, FieldKind, OwnField, Sex, read_details
from server.usecases.members.fields import add_field, change_field, own_fields
from server.usecases.members.holders import cards_of, give_card, hold_card, holder_of, leave_card
from server.usecases.members.members import change, create, member_numbered, original_of, set_active, twins_of
from server.usecases.members.words import FIRST_NUMBER, folded, member_text, read_member, words_of
from tests.server.head_office import NOON

EVE = Actor(None, "eve")
TODAY = date(2026, 11, 23)
WANG = Details("王小明", Sex.MALE, date(1990, 5, 17), "138 0000 1111", document="X 123", branch=1)
HOBBY = OwnField(0, "Hobby", FieldKind.TEXT, False, (), 1, True)
CARD = CardInstance(CardNumber(1001), 0)


@given(st.integers(1, 2**31 - 1))
def test_a_wrong_digit_in_a_member_number_is_noticed(number: int) -> None:
    shown = member_text(number)
    assert read_member(shown) == read_member(f" {shown[1:]} ") == number
    for at in range(1, len(shown)):
        assert read_member(f"{shown[:at]}{(int(shown[at]) + 1) % 10}{shown[at + 1 :]}") is None


def test_a_name_is_found_by_each_of_its_parts_however_it_is_written() -> None:
    assert folded("  Renée  O’Hara ") == "renee o hara"
    assert folded("Ｗａｎｇ") == "wang"
    words = words_of("Ann Lee", ("+86 138-0000-1111",), "x-1 2")
    assert words == {b"nann lee", b"nlee ann", b"p8613800001111", b"e1111", b"dx12"}
    assert words_of("王小明", (), "") == {b"n" + one.encode() for one in ("王小明", "小明", "明")}


@pytest.mark.parametrize(
    ("column", "text", "fault"),
    [
        (Column.NAME, " ", Fault.MISSING),
        (Column.NAME, "x" * 121, Fault.TOO_LONG),
        (Column.SEX, "often", Fault.NO_CHOICE),
        (Column.BIRTHDAY, "1990-02-30", Fault.NO_DAY),
        (Column.BIRTHDAY, "2026-11-24", Fault.NO_DAY),
        (Column.MOBILE, "ring me", Fault.NO_PHONE),
        (Column.PHONE, "+12", Fault.NO_PHONE),
        (Column.EMAIL, "ann@home", Fault.NO_EMAIL),
        (Column.BRANCH, "7", Fault.NO_BRANCH),
        ("field-1", "", Fault.MISSING),
        ("field-2", "many", Fault.NO_NUMBER),
        ("field-3", "soon", Fault.NO_DAY),
        ("field-4", "green", Fault.NO_CHOICE),
    ],
)
def test_what_is_wrong_with_a_text_is_named(column: str, text: str, fault: Fault) -> None:
    own = [
        OwnField(1, "Hobby", FieldKind.TEXT, True, (), 1, True),
        OwnField(2, "Children", FieldKind.NUMBER, False, (), 2, True),
        OwnField(3, "Since", FieldKind.DAY, False, (), 3, True),
        OwnField(4, "Colour", FieldKind.CHOICE, False, ("red", "blue"), 4, True),
    ]
    right = {"name": "Ann", "sex": "女", "birthday": "1990/5/7", "mobile": "13800001111", "email": "a@b.cn", "branch": "1"}
    right |= {"field-1": "chess", "field-2": "2", "field-3": "2020.1.2", "field-4": "red"}
    details, faults = read_details(right, own, [1, 2], TODAY)
    assert faults == {}
    assert (details.sex, details.birthday, details.own[3]) == (Sex.FEMALE, date(1990, 5, 7), "2020-01-02")
    assert read_details(right | {column: text}, own, [1, 2], TODAY)[1] == {column: fault}


def test_b13_a_member_is_written_down_changed_and_the_original_stays(books: str) -> None:
    hobby = add_field(HOBBY, EVE, NOON)
    number = create(Details("Ann Lee", own={hobby: "chess"}), EVE, NOON)
    assert number == FIRST_NUMBER
    change(number, 1, Details("Ann Li", own={hobby: "go"}), EVE, Instant(NOON + 5))
    found = member_numbered(number)
    assert (found.details.name, found.details.own, found.version) == ("Ann Li", {hobby: "go"}, 2)
    assert original_of(number).data == {"name": "Ann Lee", "sex": "unknown", "+ Hobby": "chess"}
    verb, before, after = run("SELECT verb, before, after FROM audit ORDER BY number DESC LIMIT 1").fetchone()
    assert verb == "member changed"
    assert (json.loads(before), json.loads(after)) == (
        {"name": "Ann Lee", "+ Hobby": "chess"},
        {"name": "Ann Li", "+ Hobby": "go"},
    )
    for sql in ("UPDATE member_original SET data = ''", "DELETE FROM member_original"):
        with pytest.raises(DatabaseError, match="append-only"), writing():
            run(sql)
    with pytest.raises(Declined) as caught:
        change(number, 1, Details("Bob"), EVE, NOON)
    assert caught.value.reason is Reason.CHANGED


def test_nobody_is_written_down_twice(books: str) -> None:
    number = create(WANG, EVE, NOON)
    same_document = Details("Somebody else", document="x123")
    same_phone = Details("王小明", phone="13800001111")
    assert twins_of(same_document) == twins_of(same_phone) == [number]
    assert twins_of(Details("His wife", mobile="13800001111")) == []
    for twin in (same_document, same_phone):
        with pytest.raises(Declined) as caught:
            create(twin, EVE, NOON)
        assert caught.value.reason is Reason.MEMBER_KNOWN
    other = create(Details("Bob"), EVE, NOON)
    with pytest.raises(Declined):
        change(other, 1, same_document, EVE, NOON)


def test_a_card_is_one_members_and_not_of_one_who_left(books: str) -> None:
    ann, bob = create(Details("Ann"), EVE, NOON), create(Details("Bob"), EVE, NOON)
    assert holder_of(CARD) is None
    give_card(CARD, ann, "", EVE, NOON)
    with pytest.raises(Declined) as held:
        give_card(CARD, bob, "", EVE, NOON)
    assert held.value.reason is Reason.CARD_HELD
    with writing():
        hold_card(CARD, bob, "wrong one", EVE, NOON)
    assert holder_of(CARD) == bob
    assert cards_of([ann, bob]) == {bob: [CARD]}
    set_active(ann, False, "moved away", EVE, NOON)
    with pytest.raises(Declined) as caught, writing():
        hold_card(CARD, ann, "", EVE, NOON)
    assert caught.value.reason is Reason.MEMBER_LEFT
    with writing():
        leave_card(CARD, "returned", EVE, NOON)
    assert cards_of([ann, bob]) == {}
    with pytest.raises(Declined):
        set_active(ann, True, " ", EVE, NOON)


def test_b3_a_field_of_the_office_keeps_its_kind_and_its_name_is_its_own(books: str) -> None:
    number = add_field(OwnField(0, " Colour ", FieldKind.CHOICE, False, ("red", " red", ""), 2, True), EVE, NOON)
    add_field(HOBBY, EVE, NOON)
    assert [one.name for one in own_fields()] == ["Hobby", "Colour"]
    for name, kind, choices in (("hobby", FieldKind.TEXT, ()), ("", FieldKind.DAY, ()), ("Size", FieldKind.CHOICE, ())):
        with pytest.raises(Declined):
            add_field(OwnField(0, name, kind, False, choices, 3, True), EVE, NOON)
    change_field(OwnField(number, "Colour", FieldKind.CHOICE, False, ("red", "blue"), 2, False), EVE, NOON)
    assert [one.name for one in own_fields()] == ["Hobby"]
    assert own_fields(all_of_them=True)[1].choices == ("red", "blue")
    with pytest.raises(Declined):
        change_field(OwnField(number, "Colour", FieldKind.TEXT, False, (), 2, True), EVE, NOON)
