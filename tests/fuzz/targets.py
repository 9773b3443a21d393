"""Everything that is fuzzed, by name."""

from __future__ import annotations

from tests.fuzz import card_bytes, card_talk, files, link_objects, link_talk, office_objects
from tests.fuzz.target import Target

MODULES = (link_objects, link_talk, card_bytes, card_talk, files, office_objects)
TARGETS: dict[str, Target] = {target.name: target for module in MODULES for target in module.TARGETS}
HOME: dict[str, str] = {target.name: module.__name__ for module in MODULES for target in module.TARGETS}
"""The module that each stands in; a process that fuzzes one imports no other."""
