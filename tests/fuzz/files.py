"""Files and lines that people write: the shop, configurations, virtual cards, orders for cards, amounts."""

from __future__ import annotations

import tempfile
from functools import cache, partial
from pathlib import Path

from protocol.instants import Instant
from protocol.money import parse_money
from provisioning import plan
from provisioning.refusals import Refused
from server import config as server_config
from server.database import database, open_database
from server.schema import migrate
from server.shop import ShopMistake, import_shop
from terminal import config as terminal_config
from terminal.drivers.card_reader.card_file import HEADER_BYTES, NotACard, open_card
from terminal.drivers.card_reader.chip import Chip
from terminal.drivers.card_reader.virtual_mifare import MIFARE_BYTES
from terminal.drivers.card_reader.virtual_sle4442 import SLE4442_BYTES
from tests.fuzz.target import Target, refused

NOW = Instant(1_800_000_000_000)

NOW = Instant(1_790_000_000_000)


@cache
def _place() -> tempfile.TemporaryDirectory[str]:
    """Kept as long as the process lives, and gone with it."""
    return tempfile.TemporaryDirectory(prefix="tc-fuzz-")


def _folder() -> Path:
    return Path(_place().name)


@cache
def _books() -> None:
    open_database(f"sqlite:///{_folder()}/books.db")
    database.connect()
    migrate()
    database.execute_sql("PRAGMA synchronous=OFF")


def _file(name: str, data: bytes) -> Path:
    path = _folder() / name
    path.write_bytes(data)
    return path


def check_shop(data: bytes) -> None:
    """A shop is taken whole or refused with a sentence."""
    _books()
    refused(ShopMistake, lambda: import_shop(_file("shop.toml", data), NOW))


def check_items(data: bytes) -> None:
    """The same with the price list in a file of its own."""
    _books()
    _file("items.csv", data)
    named = b'[shop]\nname="x"\ncurrency="GBP"\ndigits=2\nbalance_max="1"\nitems_csv="items.csv"\n'
    refused(ShopMistake, lambda: import_shop(_file("listed.toml", named), NOW))


def check_till(data: bytes) -> None:
    """A terminal's configuration, or every mistake in it."""
    refused(terminal_config.ConfigMistakes, lambda: terminal_config.load_config(_file("till.toml", data)))


def check_office(data: bytes) -> None:
    """Head office's configuration, or every mistake in it."""
    refused(server_config.ConfigMistakes, lambda: server_config.load_config(_file("office.toml", data)))


def check_card_file(data: bytes) -> None:
    """A file of anything is no card, or a chip that answers whatever it is asked."""
    padded = data[:HEADER_BYTES].ljust(HEADER_BYTES, b"\x00")
    size = 3 * (MIFARE_BYTES if padded[5] == 1 else SLE4442_BYTES)
    for content in (data, padded + data[HEADER_BYTES:].ljust(size, b"\xff")[:size]):
        chip = refused(NotACard, partial(open_card, _file("card", content)))
        if chip is not None:
            _question(chip, data[HEADER_BYTES:])


def _question(chip: Chip, data: bytes) -> None:
    chip.enter_field()
    for at in range(0, min(len(data), 64), 16):
        assert len(chip.answer(data[at : at + 16])) >= 2


def check_order(data: bytes) -> None:
    """Cards as they are typed in an order: card instances, or a refusal."""
    found = plan.read_cards(data.decode("utf-8", "replace"), 1)
    assert isinstance(found, Refused) or len(found) <= plan.CARDS_MAX


def check_amount(data: bytes) -> None:
    """An amount that is read is written as one that is read the same."""
    text = data.decode("utf-8", "replace")
    for digits in (0, 2, 5):
        found = refused(ValueError, partial(parse_money, text, digits))
        assert found is None or parse_money(found.text(digits), digits) == found


TARGETS = (
    Target("shop", check_shop, largest=4_096, seconds_per_piece=0.2, share=3),
    Target("items", check_items, largest=512, seconds_per_piece=0.2, share=5),
    Target("till_config", check_till, largest=1_024, share=5),
    Target("office_config", check_office, largest=1_024, share=5),
    Target("card_file", check_card_file, largest=256, share=20),
    Target("order", check_order, largest=128, share=50),
    Target("amount", check_amount, largest=64, share=50),
)
