"""If these failed, a class would pay another price than the page says, or nobody could say why it paid it."""

from __future__ import annotations

import pytest
from flask import Flask

from protocol.discounts import Because
from protocol.instants import BusinessDay, date_of
from server.database import run, writing
from server.masters.discounts import all_discounts, in_force
from server.masters.items import set_prices
from server.office.wording import say
from server.settlement.publish import publish
from server.usecases.staff.roles import Role
from server.web.language import speak
from terminal.counter.flows.why import WORDS
from terminal.words.catalogue import say as say_at_terminal
from terminal.words.language import Language
from tests.server.head_office import NOON, SERVER_KEYS
from tests.server.office.catalogue_world import MEMBERS, NOODLES, SOUP, TEA, TODAY, build_catalogue
from tests.server.office.stage import Browser, Stage


@pytest.fixture
def finance(stage: Stage) -> Browser:
    build_catalogue()
    return stage.signed_in("fin", Role.FINANCE)


def day(days: int) -> str:
    return date_of(BusinessDay(TODAY + days)).isoformat()


def rates(days: int = 0) -> dict[tuple[int, int], int]:
    return {(one.item, one.category): one.discount_bp for one in in_force(all_discounts(), BusinessDay(TODAY + days))}


def test_e3_the_grid_of_a_class_is_kept_as_a_whole_and_empty_is_no_rule(finance: Browser) -> None:
    finance.get("/office/discounts?class=1")
    finance.post("/office/discounts/1/item", code=str(SOUP), percent="0")
    grid = {"rate": "7.5", "category-2": "", "category-3": "12.25", "item-21": "0"}
    assert "Kept." in finance.post("/office/discounts/1", **grid).text
    assert rates() == {(0, 3): 1_225, (SOUP, 0): 0}
    assert run("SELECT discount_bp FROM member_class").fetchone() == (750,)
    assert "That is so already" in finance.post("/office/discounts/1", **grid).text
    assert 'value="12.25"' in finance.page
    answer = finance.post("/office/discounts/1", **(grid | {"rate": "101", "category-2": "x"}))
    assert (answer.status_code, "from 0 to 100" in answer.text, "at most 2 decimals" in answer.text) == (422, True, True)
    assert 'value="101"' in answer.text
    assert "no such article" in finance.post("/office/discounts/1/item", code="999", percent="5").text
    finance.post("/office/discounts/1", **(grid | {"item-21": ""}))
    assert rates() == {(0, 3): 1_225}


def test_e5_a_promotion_has_its_days_and_no_other_beside_it(finance: Browser) -> None:
    finance.get("/office/discounts?class=1")
    promotion = {"what": "category", "number": "2", "percent": "30", "first": day(1), "last": day(2)}
    finance.post("/office/discounts/1/promotion", **promotion)
    assert [rates(days)[0, 2] for days in range(4)] == [1_000, 3_000, 3_000, 1_000]
    crossing = promotion | {"first": day(2), "last": day(5)}
    assert "on some of these days" in finance.post("/office/discounts/1/promotion", **crossing).text
    assert finance.post("/office/discounts/1/promotion", **(promotion | {"last": day(0)})).status_code == 422
    finance.get("/office/discounts?class=1")
    finance.post(f"/office/discounts/1/promotion/0-2-{TODAY + 1}/end")
    assert rates(1) == {(0, 2): 1_000}


def test_why_says_the_rule_of_any_day_in_the_words_of_terminals(finance: Browser) -> None:
    publish(SERVER_KEYS, NOON)
    with writing():
        set_prices([(TEA, 200_000)], BusinessDay(TODAY + 2), NOON, "ann")
        set_prices([(SOUP, 1)], TODAY, NOON, "nobody published this")
    assert "group rule v1" in finance.get(f"/office/why?code={TEA}&class={MEMBERS}").text
    assert "1.13" in finance.page
    assert "class rate v1" in finance.get(f"/office/why?code={SOUP}&class={MEMBERS}").text
    assert "2.85" in finance.page
    assert "paid with uses" in finance.get(f"/office/why?code={NOODLES}&class={MEMBERS}").text
    assert "no card was shown" in finance.get(f"/office/why?code={TEA}").text
    assert "no such article" not in finance.get(f"/office/why?code={TEA}&day={day(2)}").text
    assert "1.255" in finance.page
    publish(SERVER_KEYS, NOON)
    assert "price list, planned" in finance.get(f"/office/why?code={TEA}&class={MEMBERS}&day={day(2)}").text
    assert "1.80" in finance.page
    assert "know no article" in finance.get(f"/office/why?code=999&day={day(0)}").text
    assert "know no article" in finance.get(f"/office/why?code={TEA}&day={day(-1)}").text
    assert "There is no card" in finance.get(f"/office/why?code={TEA}&card=12").text


def test_pages_and_terminals_give_the_same_reason_in_every_language() -> None:
    app = Flask(__name__)
    speak(app)
    app.secret_key = "test"
    for language, chosen in ((Language.EN, "en"), (Language.ZH_HANS, "zh-Hans"), (Language.ZH_HANT, "zh-Hant")):
        with app.test_request_context(headers={"Accept-Language": chosen}):
            for because in Because:
                assert say(because) % {"version": 7} == say_at_terminal(WORDS[because], language, version=7)
