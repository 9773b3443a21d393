"""If these failed, a price would begin on another day than was said, or one that nobody published would reach a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from protocol.ids import CategoryId, ClassId, ItemCode
from protocol.instants import MS_PER_DAY, BusinessDay, Instant, business_day
from protocol.link.seal import Purpose, open_sealed
from protocol.link.table_codec import decode_table
from protocol.link.tables import DiscountTable, ItemTable, Table, TableKind
from server.database import ask, run, writing
from server.masters.discounts import Discount, put_discount
from server.masters.items import price_history, set_prices
from server.settlement.publish import newest_versions, publish, publish_due, sealed_table
from tests.server.head_office import ENVIRONMENT, NOON, SERVER_KEYS, SET_KEY, HeadOffice, certificate_of
from tests.server.journal import Journal
from tests.server.test_shop import import_example

TODAY = business_day(NOON, 0)
SOUP = ItemCode(21)


@pytest.fixture
def shop(books: str, tmp_path: Path) -> None:
    import_example(tmp_path)


def day(days: int) -> BusinessDay:
    return BusinessDay(TODAY + days)


def later(days: int) -> Instant:
    return Instant(NOON + days * MS_PER_DAY)


def set_price(mills: int | None, days: int) -> None:
    with writing():
        set_prices([(SOUP, mills)], day(days), NOON, "ann")


def newest(kind: TableKind) -> Table:
    sealed = sealed_table(kind, ask(newest_versions())[kind])
    return decode_table(open_sealed(sealed, Purpose.PARAMETERS, ENVIRONMENT, SET_KEY.public)).table


def soup() -> int:
    table = newest(TableKind.ITEMS)
    assert isinstance(table, ItemTable)
    return next(item.price.mills for item in table.items if item.code == SOUP)


@pytest.mark.usefixtures("shop")
def test_a_price_that_was_published_begins_on_its_day_by_itself() -> None:
    set_price(320_000, 3)
    publish(SERVER_KEYS, NOON, by="ann")
    assert soup() == 300_000
    assert publish_due(SERVER_KEYS, later(2)) == {}
    assert publish_due(SERVER_KEYS, later(3)) == {TableKind.ITEMS: 2}
    assert soup() == 320_000
    assert publish_due(SERVER_KEYS, later(4)) == {}
    assert run("SELECT published_by FROM published_table WHERE version = 2").fetchone() == ("ann",)
    assert run("SELECT verb, object FROM audit").fetchall() == [("published as planned", "table items")]


@pytest.mark.usefixtures("shop")
def test_what_nobody_published_begins_on_no_day() -> None:
    publish(SERVER_KEYS, NOON)
    set_price(320_000, 3)
    assert publish_due(SERVER_KEYS, later(5)) == {}
    set_price(None, 3)
    set_price(330_000, 4)
    publish(SERVER_KEYS, later(1))
    set_price(999_000, 4)
    assert publish_due(SERVER_KEYS, later(6)) == {TableKind.ITEMS: 2}
    assert soup() == 330_000


@pytest.mark.usefixtures("shop")
def test_a_withdrawn_price_is_as_if_it_had_never_been_said_but_stays_on_record() -> None:
    set_price(320_000, 3)
    set_price(None, 3)
    publish(SERVER_KEYS, NOON)
    assert publish_due(SERVER_KEYS, later(4)) == {}
    assert [(one.from_day, one.mills, one.holds) for one in price_history(SOUP)] == [
        (day(3), None, False),
        (day(3), 320_000, False),
        (0, 300_000, True),
    ]
    with pytest.raises(Exception, match="append-only"), writing():
        run("UPDATE item_price SET mills = 1")


@pytest.mark.usefixtures("shop")
def test_the_first_contact_after_midnight_brings_the_price_of_the_new_day() -> None:
    set_price(320_000, 1)
    publish(SERVER_KEYS, NOON)
    office, journal = HeadOffice(), Journal()
    held = tuple(ask(newest_versions()).items())
    office.accept(journal.terminal, journal.batch())
    assert ask(newest_versions())[TableKind.ITEMS] == 1
    office.at(later(1)).send(certificate_of(journal.terminal), journal.poll(versions=held[:5]))
    assert (ask(newest_versions())[TableKind.ITEMS], soup()) == (2, 320_000)


@pytest.mark.usefixtures("shop")
def test_a_promotion_holds_in_place_of_the_usual_rate_on_its_days_alone() -> None:
    with writing():
        put_discount(Discount(ClassId(1), ItemCode(0), CategoryId(2), day(1), day(2), 3_000))

    def rate() -> int:
        table = newest(TableKind.DISCOUNTS)
        assert isinstance(table, DiscountTable)
        (rule,) = table.rules
        return rule.discount_bp

    publish(SERVER_KEYS, NOON)
    rates = [rate()]
    for days in (1, 2, 3):
        publish_due(SERVER_KEYS, later(days))
        rates.append(rate())
    assert rates == [1_000, 3_000, 3_000, 1_000]


def test_an_article_that_the_file_no_longer_names_is_retired_and_its_code_stays_taken(books: str, tmp_path: Path) -> None:
    import_example(tmp_path)
    import_example(tmp_path, items="code,name,price\n22,面条,8.50\n")
    publish(SERVER_KEYS, NOON)
    table = newest(TableKind.ITEMS)
    assert isinstance(table, ItemTable)
    assert [item.code for item in table.items] == [1, 22]
    assert run("SELECT code FROM item WHERE retired_at IS NOT NULL").fetchall() == [(21,)]
    import_example(tmp_path)
    assert run("SELECT COUNT(*) FROM item WHERE retired_at IS NOT NULL").fetchone() == (0,)
