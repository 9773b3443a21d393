"""`make demo`: an example shop that runs. Head office, one virtual terminal on a page in the browser, five cards to sell to.

The shop is set up by the same commands a person would type; `provisioning.stage` types them.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tomllib
import webbrowser
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from provisioning.stage import DESK_ROLES, Stage, StageFault, free_port

EXAMPLE = Path(__file__).parent / "example"
SHOP = EXAMPLE / "shop.toml"
LANGUAGES = ("en", "zh-Hans", "zh-Hant")
SHOWN = re.compile(r"^(name|language|languages|receipt_head|receipt_foot) = .*$", re.M)
"""What people read of the shop's file."""
DESK, TILL = 9, 1
PIN = "2580"


@dataclass(frozen=True, slots=True)
class DemoCard:
    """One card of the example shop."""

    number: int
    blank: str
    card_class: int
    load: str
    what: str


CARDS = (
    DemoCard(1001, "mifare", 1, "50.00", "member, MIFARE Classic"),
    DemoCard(1002, "sle4442", 2, "50.00", "staff, SLE4442, asks its PIN"),
    DemoCard(1003, "mifare", 1, "1.00", "member with only 1.00 left"),
    DemoCard(1004, "mifare", 1, "50.00", "reported lost: is refused"),
    DemoCard(1005, "sle4442", 1, "50.00", "near its limit of the day"),
)
LISTED, NEAR_LIMIT = 1004, 1005


def words_in(language: str) -> dict[str, str]:
    """What each text of the example reads in a language; one that is not there reads as it is."""
    return dict(tomllib.loads((EXAMPLE / "words.toml").read_text(encoding="utf-8")).get(language, {}))


def shop_in(language: str) -> str:
    """The example shop's file, with what people read of it in a language."""
    words = words_in(language)

    def read(line: re.Match[str]) -> str:
        return re.sub(r'"([^"]*)"', lambda text: f'"{words.get(text[1], text[1])}"', line[0])

    return SHOWN.sub(read, SHOP.read_text(encoding="utf-8"))


def build(stage: Stage, language: str = LANGUAGES[0]) -> None:
    """Provision the example shop and start head office. Raises StageFault."""
    print("Setting up the example shop: office, keys, one terminal, an issuing desk, five cards ...", flush=True)
    with NamedTemporaryFile("w", suffix=".toml", encoding="utf-8") as file:
        file.write(shop_in(language))
        file.flush()
        stage.build(Path(file.name))
    stage.serve()
    stage.add_terminal(DESK, DESK_ROLES)
    stage.add_terminal(TILL, panel=panel_of(stage, language))
    for card in CARDS:
        stage.make_cards(DESK, str(card.number), card.card_class, card.blank, card.load, PIN)
    stage.server("card", "list", f"{LISTED}.1", "--reason", "lost")
    stage.publish()
    near_its_limit(stage)


def panel_of(stage: Stage, language: str) -> str:
    """The page of the terminal, with a note for who sees it for the first time."""
    shop, words = tomllib.loads(shop_in(language)), words_in(language)

    def read(text: str) -> str:
        return words.get(text, text)

    operators = {str(one["id"]): f"{one['name']}, {read(one['role'])}, {read('PIN')} {one['pin']}" for one in shop["operators"]}
    items = {str(one["code"]): f"{one['name']} {one['price']}" for one in shop["items"]}
    about = {f"{card.number}.1": read(card.what) for card in CARDS}
    return stage.panel_of(free_port(), PIN, about=about, operators=operators, items=items)


def near_its_limit(stage: Stage) -> None:
    """Let one card spend most of its day: an SLE4442 has a quarter of the class's 40.00."""
    terminal = stage.start_terminal(TILL)
    terminal.ask("send", "sent")
    terminal.say("=9.00")
    terminal.tap(stage.card(NEAR_LIMIT))
    paid = terminal.finish_with_card("card", PIN)
    terminal.say("pull")
    terminal.close()
    if paid["code"] != "paid":
        raise StageFault(f"the first sale of the demo failed: {paid}")


def explain(stage: Stage, address: str) -> str:
    """Where everything is, and how to make a sale."""
    cards = "\n".join(f"  {card.number}   {card.what}" for card in CARDS)
    return f"""
Terminal {TILL}      {address}
                Open this page in a browser on this machine. Every device on it is VIRTUAL; its Help tells how to use it.
Head office     {stage.pages}   (books: {stage.folder}/office.db)
                Nobody can sign in yet: make the first administrator there with this word:
                {stage.first_word()}

Sign on first: 1 ENTER (Ann), {PIN} ENTER.
A sale: 2 × 101 ENTER (two teas), ENTER to pay by card, then a card on the reader. The PIN of every card is {PIN}.
{cards}
Ctrl-C ends the demo. Head office's books, from another window:
  {sys.executable} -m server --config {stage.folder}/server.toml prove
"""


def explain_console(stage: Stage) -> str:
    """The same for the typed console."""
    cards = "\n".join(f"  tap {stage.card(card.number)}   {card.what}" for card in CARDS)
    return f"""
Head office     http://127.0.0.1:{stage.port}/health   (books: {stage.folder}/office.db)
Terminal {TILL}      this window; every device is VIRTUAL; receipts: {stage.folder}/terminal-{TILL}/paper.txt

A sale: key an item, lay a card down, pay. The PIN of every card is {PIN}.
  2*101                    two teas
{cards}
  card                     pay from the card      cash      pay in cash
  pull                     take the card away     void      undo the card's last sale
  tear 3 garbage           before tap: the card's third write is torn and the card is gone; lay the same card down again
  send                     bring the batches to head office now
  status | copy | help | quit
"""


def at_counter(stage: Stage, *, browser: bool) -> int:
    """Start the terminal, say where its page is and open it, and wait for the end."""
    with stage.stand_at_counter(TILL) as terminal:
        try:
            address = stage.address(TILL)
            print(explain(stage, address), flush=True)
            if browser:
                webbrowser.open(address)
            return terminal.wait()
        finally:
            terminal.terminate()


def main(argv: list[str] | None = None) -> int:
    """Provision, start, explain, and hand the window to the terminal."""
    parser = argparse.ArgumentParser(prog="demo", description="An example shop that runs.")
    parser.add_argument("--folder", type=Path, default=Path("var/demo"), help="where the shop lives (made anew)")
    parser.add_argument("--console", action="store_true", help="type at the terminal in this window, without a browser")
    parser.add_argument("--no-browser", action="store_true", help="print the address of the page and open nothing")
    parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0], help="what displays and receipts are written in")
    arguments = parser.parse_args(argv)
    stage = Stage(arguments.folder.resolve())
    try:
        build(stage, arguments.language)
        if not arguments.console:
            return at_counter(stage, browser=not arguments.no_browser)
        print(explain_console(stage), flush=True)
        return subprocess.call(stage.terminal_command(TILL, "run", "--console"))
    except StageFault as fault:
        print(fault, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        stage.stop()


if __name__ == "__main__":
    sys.exit(main())
