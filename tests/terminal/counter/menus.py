"""How a tester finds his way through the menu."""

from __future__ import annotations

from terminal.counter.marking import marked
from terminal.words.counter import Word
from terminal.words.language import Language
from tests.support.counter_stand import CounterStand


def choose(stand: CounterStand, chosen: Word | str) -> None:
    """Open the menu and turn its pages to this title. Raises AssertionError if it is not offered."""
    title = chosen if isinstance(chosen, str) else chosen.value[0]
    stand.press("MENU")
    for _ in range(20):
        for number, line in enumerate(stand.shown[:3], 1):
            if line in (wanted := f"{number} {title}", *marked(wanted, Language.EN)):
                stand.press(str(number))
                return
        stand.press("MENU")
    raise AssertionError(f"the menu does not offer {title}")
