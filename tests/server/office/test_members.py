"""If these failed, a member would not be found, or a branch would look through the others'."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from server.database import run
from server.office import throttle
from server.office.queries.members import BEGINNING, find
from server.usecases.members.details import Details
from server.usecases.members.fields import own_fields
from server.usecases.members.holders import cards_of, holder_of
from server.usecases.members.members import create, member_numbered
from server.usecases.members.photos import keep_photo
from server.usecases.members.words import FIRST_NUMBER, member_text
from server.usecases.staff.roles import EVERYTHING, Reach, Role, Scope
from tests.server.head_office import NOON
from tests.server.office.stage import TESTER, Stage, deeds
from tests.server.office.world import CARD, MEMBER, build_world, picture

HERE = Scope(Reach.BRANCH, 1)
ANN = MEMBER + 1
ON_SQLITE = pytest.mark.parametrize("books", ["sqlite"], indirect=True)


@pytest.fixture
def world(stage: Stage) -> Stage:
    build_world()
    create(Details("Ann Lee", phone="020-555 0199", branch=1), TESTER, NOON)
    return stage


def test_b4_whoever_sees_everything_finds_by_the_beginning_of_any_name_or_number(world: Stage) -> None:
    finance = world.signed_in("fin", Role.FINANCE)
    wang, ann = member_text(MEMBER), member_text(ANN)
    for typed, found in (
        ("王", [wang]),
        ("小明", [wang]),
        ("13800", [wang]),
        ("1111", [wang]),
        ("LEE a", [ann]),
        ("ann lee", [ann]),
        ("0205", [ann]),
        ("lee b", []),
        ("明王", []),
        ("<b>\x00", []),
    ):
        assert [one.member.shown for one in find(typed, EVERYTHING)] == found, typed
    assert wang in finance.client.get("/office/members/found", query_string={"q": "王"}).text
    page = finance.get("/office/members").text
    assert page.index(ann) < page.index(wang)
    for whole in (wang, str(CARD), f"{CARD}.0", "138 0000 1111"):
        assert [(one.member.number, one.sure) for one in find(whole, HERE)] == [(MEMBER, True)], whole
    assert finance.client.get("/office/members", query_string={"q": wang}).headers["Location"].endswith(f"/{MEMBER}")


@ON_SQLITE
@pytest.mark.usefixtures("books")
def test_what_begins_so_is_read_in_the_order_of_its_key_and_a_roster_in_that_of_its_branch() -> None:
    for sql, values, index in (
        (BEGINNING, (b"na", b"na\xff"), "PRIMARY KEY (word>? AND word<?)"),
        ("SELECT id FROM member WHERE id > 0 AND branch = %s AND active ORDER BY id LIMIT 9", (1,), "INDEX member_branch"),
        ("SELECT member, card FROM card_holder WHERE member = %s", (1,), "INDEX card_holder_member"),
    ):
        plan = " ".join(row[3] for row in run(f"EXPLAIN QUERY PLAN {sql}", values))
        assert index in plan
        assert "TEMP B-TREE" not in plan


@ON_SQLITE
def test_a_branch_finds_by_a_whole_number_alone_and_looking_elsewhere_is_written_down(world: Stage) -> None:
    cashier = world.signed_in("eve", Role.CASHIER, HERE)
    assert member_text(ANN) not in cashier.get("/office/members").text
    for typed in ("Ann", "lee", "0205", "0199", "王", str(ANN)):
        assert find(typed, HERE) == [], typed
    for path in ("/office/members?q=Ann", "/office/members/found?q=Ann"):
        assert "Nobody is found" in cashier.get(path).text
    assert "Ann Lee" in cashier.get("/office/members?q=0205550199").text
    assert "member looked at" not in deeds()
    for path in ("", "/photo", "/change", "/cards/take"):
        eve = world.browser()
        eve.sign_in("eve")
        eve.client.get(f"/office/members/{MEMBER}{path}")
        assert deeds()[-2:] == ["signed in", "member looked at"], path
    assert "王小明" in eve.get(f"/office/members?q={CARD}.0").text
    assert deeds()[-1] == "member looked at"


@ON_SQLITE
def test_the_field_above_every_page_leads_to_the_card_or_to_the_members(world: Stage) -> None:
    finance, admin = world.signed_in("fin", Role.FINANCE), world.signed_in("root", Role.ADMINISTRATOR)
    assert finance.client.get(f"/office/find?q={CARD}").headers["Location"] == f"/office/cards/{CARD}.0"
    assert "Ann Lee" in finance.get("/office/find?q=ann").text
    assert "王小明" in admin.get(f"/office/find?q={CARD}").text


@ON_SQLITE
def test_nobody_of_a_branch_counts_through_the_members(world: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "SEEKING", "2 per 10 minutes")
    cashier, finance = world.signed_in("eve", Role.CASHIER, HERE), world.signed_in("fin", Role.FINANCE)
    paths = (f"/office/members/{ANN}", f"/office/members/found?q={member_text(ANN)}", "/office/members?q=M17")
    assert [cashier.client.get(path).status_code for path in paths] == [200, 200, 429]
    assert [finance.client.get(path).status_code for path in paths] == [200, 200, 200]
    for path in ("/change", "/photo", "/cards/take"):
        assert cashier.client.get(f"/office/members/{ANN}{path}").status_code == 429, path
    for path in ("/leave", "/return", "/photo", "/cards"):
        assert cashier.post(f"/office/members/{ANN}{path}").status_code == 429, path


@ON_SQLITE
def test_b5_one_page_shows_the_member_the_cards_and_what_was_first_written_down(world: Stage) -> None:
    page = world.signed_in("fin", Role.FINANCE).get(f"/office/members/{MEMBER}").text
    for words in (member_text(MEMBER), "Harbour", "42.00", f"{CARD}.0", "−2.50", "As it was first", "card given"):
        assert words in page, words
    assert "Keep this photo" not in page


@ON_SQLITE
def test_b1_a_cashier_writes_a_member_down_once_and_changes_what_was_shown(world: Stage) -> None:
    cashier = world.signed_in("eve", Role.CASHIER, HERE)
    cashier.get("/office/members/new")
    assert '<option selected value="1">' in cashier.page
    wrong = cashier.post("/office/members/new", name="Bob Ng", birthday="1990-02-31", mobile="x")
    assert (wrong.status_code, "Bob Ng" in wrong.text) == (422, True)
    assert wrong.text.count('class="error"') == 2
    cashier.post("/office/members/new", name="Bob Ng", birthday="1990-02-28", mobile="139 1", branch="1")
    assert "The next step is a card" in cashier.page
    bob = FIRST_NUMBER + 2
    assert member_numbered(bob).details.name == "Bob Ng"
    cashier.get("/office/members/new")
    again = cashier.post("/office/members/new", name="bob NG", mobile="1391")
    assert (again.status_code, member_text(bob) in again.text) == (422, True)
    other = cashier.client.get(f"/office/members/{bob}/change")
    cashier.get(f"/office/members/{bob}/change")
    long = cashier.post(f"/office/members/{bob}/change", version="9" * 5_000, name="Bob Ng", branch="1")
    assert long.status_code == 422
    first = {"version": "1", "name": "Bob Ng", "mobile": "139 1", "branch": "1"}
    assert "Changed." in cashier.post(f"/office/members/{bob}/change", **first | {"company": "Sun"}).text
    assert other.status_code == 200
    assert "Look again" in cashier.post(f"/office/members/{bob}/change", **first | {"company": "Moon"}).text
    assert member_numbered(bob).details.company == "Sun"
    cashier.post(f"/office/members/{bob}/leave", reason="moved away")
    assert "has left" in cashier.page
    assert "has left" not in cashier.post(f"/office/members/{bob}/return", reason="is back").text


@ON_SQLITE
def test_b2_a_member_is_known_by_all_the_fields_of_a_file_and_by_a_photo(world: Stage) -> None:
    cashier = world.signed_in("eve", Role.CASHIER, HERE)
    (hobby,) = own_fields()
    known = {
        "name": "Cy Ho",
        "birthday": "1990-05-17",
        "mobile": "139 1",
        "phone": "020 2",
        "email": "cy@ho.cn",
        "document": "X 123",
        "company": "Sun",
        "post": "cook",
        "address": "7 Harbour Road",
        "remarks": "likes tea",
        hobby.key: "chess",
    }
    cashier.get("/office/members/new")
    page = cashier.post("/office/members/new", sex="2", branch="1", **known).text
    for told in (*known.values(), "female"):
        assert told in page, told
    cy = ANN + 1
    keep_photo(cy, picture(), TESTER, NOON)
    assert f"/office/members/{cy}/photo" in cashier.get(f"/office/members/{cy}").text


@ON_SQLITE
def test_a_card_that_is_another_members_is_taken_there_first(world: Stage) -> None:
    cashier = world.signed_in("eve", Role.CASHIER, HERE)
    cashier.get(f"/office/members/{ANN}")
    assert "another member" in cashier.post(f"/office/members/{ANN}/cards", card=str(CARD)).text
    assert "nothing here" in cashier.post(f"/office/members/{ANN}/cards", card="99").text
    (card,) = cards_of([MEMBER])[MEMBER]
    cashier.get(f"/office/members/{MEMBER}/cards/take?card={card}")
    assert cashier.post(f"/office/members/{MEMBER}/cards/take", card=str(card), reason="").status_code == 422
    assert "nobody" in cashier.post(f"/office/members/{MEMBER}/cards/take", card=str(card), reason="typed wrongly").text
    assert f"{card}" in cashier.post(f"/office/members/{ANN}/cards", card=str(CARD)).text
    assert holder_of(card) == ANN


@ON_SQLITE
def test_a_photo_is_made_anew_and_nothing_else_is_taken(world: Stage) -> None:
    cashier = world.signed_in("eve", Role.CASHIER, HERE)
    cashier.get(f"/office/members/{ANN}")
    assert cashier.get(f"/office/members/{ANN}/photo").status_code == 404
    path = f"/office/members/{ANN}/photo"
    for wrong in (b"<svg onload=alert(1)>", picture()[:40], b"GIF89a" + bytes(20), b""):
        cashier.get(f"/office/members/{ANN}")
        assert cashier.post(path, photo=(BytesIO(wrong), "me.jpg")).status_code == 422  # type: ignore[arg-type]
    cashier.get(f"/office/members/{ANN}")
    cashier.post(path, photo=(BytesIO(picture(900, 300)), "me.html"))  # type: ignore[arg-type]
    answer = cashier.client.get(path)
    assert (answer.mimetype, answer.headers["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    with Image.open(BytesIO(answer.data)) as shown:
        assert (shown.format, shown.size) == ("JPEG", (360, 120))
    cashier.get(f"/office/members/{ANN}")
    cashier.post(f"{path}/drop")
    assert run("SELECT COUNT(*) FROM member_photo WHERE member = %s", (ANN,)).fetchone()[0] == 0
