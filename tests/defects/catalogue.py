"""All planted defects."""

from __future__ import annotations

from tests.defects import at_head_office, at_terminals, on_cards, on_the_way

DEFECTS = (*on_cards.DEFECTS, *at_terminals.DEFECTS, *on_the_way.DEFECTS, *at_head_office.DEFECTS)
