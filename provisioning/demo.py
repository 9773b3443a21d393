"""`make demo`: an example chain that runs. Head office with weeks of trade behind it, one virtual terminal on a page in the
browser, five cards to sell to, and a blank one to issue.

`provisioning.chain` makes it, once: the next start finds the same chain. Everything runs by the commands a person would type,
and `provisioning.stage` types them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
import webbrowser
from pathlib import Path
from tempfile import TemporaryDirectory

from provisioning.chain.example import BLANK, CARDS, FOLDER, LANGUAGES, LOW, OWN, PIN, example_in, staff, web_secret
from provisioning.stage import Stage, StageFault, free_port
from server.usecases.staff.roles import Reach, Scope

SHOP = FOLDER / "shop.toml"
SHOWN = re.compile(r"^(name|language|languages|receipt_head|receipt_foot) = .*$", re.M)
"""What people read of the shop's file."""
TILL = 1
TERMINALS = (1, 2, 3)
DAYS = 15
PAGES = "\n[office]\npassword_memory_kib = 19456\npassword_rounds = 2\n"
"""The passwords of the example stand on the screen: checking them may be as cheap as a shop may have it."""
KEPT = "kept.json"
MEMORY = Path("/dev/shm")
SHAPE = Path(__file__).parents[1] / "server" / "migrations" / "0001_books.py"
"""What the database of a kept chain must still look like."""


def shop_in(language: str) -> str:
    """The example shop's file, with what people read of it in a language."""
    example = example_in(language)

    def read(line: re.Match[str]) -> str:
        return re.sub(r'"([^"]*)"', lambda text: f'"{example.read(text[1])}"', line[0])

    return SHOWN.sub(read, SHOP.read_text(encoding="utf-8"))


def build(stage: Stage, language: str = LANGUAGES[0], days: int = DAYS) -> None:
    """Make the example chain with so many days of trade, and start head office. Raises StageFault.

    It is made in memory where there is room for that: weeks of trade sync as often as weeks of trade do.
    """
    print("Setting up the example chain, which takes a moment and is done once:", flush=True)
    shutil.rmtree(stage.folder, ignore_errors=True)
    with TemporaryDirectory(dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as scratch:
        made = Stage(Path(scratch) / "chain")
        made.furnish(pages=PAGES)
        for number in TERMINALS:
            made.configure(number, panel=panel_of(made, language) if number == TILL else "")
        shop = Path(scratch) / "shop.toml"
        shop.write_text(shop_in(language), encoding="utf-8")
        words = [str(made.folder), "--shop", str(shop), "--language", language, "--days", str(days)]
        done = subprocess.run(
            [sys.executable, "-m", "provisioning.chain", *words], stderr=subprocess.PIPE, text=True, check=False
        )
        if done.returncode:
            raise StageFault(f"the example chain could not be made: {done.stderr[-2_000:]}")
        shutil.copytree(made.folder, stage.folder)
    stage.port = made.port
    (stage.folder / KEPT).write_text(json.dumps({"port": stage.port, "shape": shape()}))
    stage.serve()


def take_up(stage: Stage) -> bool:
    """Start head office of a chain that was made before; False if there is none, or one that this program cannot read any more.

    Raises StageFault if it runs already.
    """
    try:
        kept = json.loads((stage.folder / KEPT).read_text())
    except (FileNotFoundError, NotADirectoryError):
        return False
    if kept["shape"] != shape():
        print("The chain that was made before is of another version of this program.", flush=True)
        return False
    stage.port = int(kept["port"])
    if stage.answers():
        raise StageFault(f"head office of this chain answers at {stage.pages} already: end that demo first")
    print("The example chain is as it was left; --anew makes another one.", flush=True)
    stage.serve()
    return True


def shape() -> str:
    """What the database looks like, in short."""
    return hashlib.sha256(SHAPE.read_bytes()).hexdigest()


def panel_of(stage: Stage, language: str) -> str:
    """The page of the terminal, with a note for who sees it for the first time."""
    shop, read = tomllib.loads(shop_in(language)), example_in(language).read
    operators = {str(one["id"]): f"{one['name']}, {read(one['role'])}, {read('PIN')} {one['pin']}" for one in shop["operators"]}
    items = {str(one["code"]): f"{one['name']} {one['price']}" for one in shop["items"]}
    about = {f"{card.number}.1": read(card.what) for card in CARDS} | {"blank": read(BLANK)}
    return stage.panel_of(free_port(), PIN, about=about, operators=operators, items=items)


def explain(stage: Stage, address: str, language: str = LANGUAGES[0]) -> str:
    """Where everything is, who may sign in, and how to make a sale."""
    branches = example_in(language).branches
    people = "\n".join(f"  {one.name:<6} {one.password:<14} {one.role.value}{_of(one.scope, branches)}" for one in staff())
    cards = "\n".join(f"  {card.number}   {card.what}" for card in CARDS)
    return f"""
Head office     {stage.pages}   (books: {stage.folder}/office.db)
                EXAMPLE people with EXAMPLE passwords, of this demo alone:
{people}
Members' pages  {stage.members}   card {OWN}, secret: {web_secret()}
Terminal {TILL}      {address}
                Every device on it is VIRTUAL; its Help tells how to use it. Sign on: 1 ENTER (Ann), {PIN} ENTER.

A sale: 2 × 101 ENTER (two teas), ENTER to pay by card, then a card on the reader. The PIN of every card is {PIN}.
{cards}
A new card: as cleo, order one at head office for desk 1; at the terminal MENU, Desk jobs, then the blank card on the reader.
Another job waits there first: cash onto card {LOW}. BACK declines it.
Ctrl-C ends the demo; the next one goes on with this chain. Its books, from another window:
  {sys.executable} -m server --config {stage.folder}/server.toml prove
"""


def _of(scope: Scope, branches: list[str]) -> str:
    match scope.reach:
        case Reach.BRANCH:
            return f" of {branches[scope.number - 1]}"
        case Reach.OWNER:
            return f" {scope.number}"
        case _:
            return ""


def explain_console(stage: Stage) -> str:
    """The same for the typed console."""
    cards = "\n".join(f"  tap {stage.card(card.number)}   {card.what}" for card in CARDS)
    return f"""
Head office     {stage.pages}   (books: {stage.folder}/office.db)
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


def at_counter(stage: Stage, *, browser: bool, language: str) -> int:
    """Start the terminal, say where its page is and open it, and wait for the end."""
    with stage.stand_at_counter(TILL) as terminal:
        try:
            address = stage.address(TILL)
            print(explain(stage, address, language), flush=True)
            if browser:
                webbrowser.open(address)
            return terminal.wait()
        finally:
            terminal.terminate()


def main(argv: list[str] | None = None) -> int:
    """Make the chain or take it up, explain, and hand the window to the terminal."""
    parser = argparse.ArgumentParser(prog="demo", description="An example chain that runs.")
    parser.add_argument("--folder", type=Path, help="where the chain lives (default: var/demo, one for each language)")
    parser.add_argument("--anew", action="store_true", help="throw away the chain that was made before")
    parser.add_argument("--console", action="store_true", help="type at the terminal in this window, without a browser")
    parser.add_argument("--no-browser", action="store_true", help="print the address of the page and open nothing")
    parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0], help="what displays and receipts are written in")
    arguments = parser.parse_args(argv)
    stage = Stage((arguments.folder or Path("var/demo") / arguments.language).resolve())
    for ending in (signal.SIGTERM, signal.SIGHUP):  # a window that is closed ends the demo as Ctrl-C does
        signal.signal(ending, signal.default_int_handler)
    try:
        if arguments.anew or not take_up(stage):
            build(stage, arguments.language)
        if not arguments.console:
            return at_counter(stage, browser=not arguments.no_browser, language=arguments.language)
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
