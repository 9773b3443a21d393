"""Every expected "no" of the locked room, as values; the sentences stand in `wording`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Refusal(Enum):
    """Why something was not done."""

    PASSWORD_EMPTY = auto()
    PASSWORD_SHORT = auto()
    PASSWORD_COMMON = auto()
    PASSWORD_TWICE = auto()
    PASSWORD_WRONG = auto()
    PASSWORD_DIFFERS = auto()
    PASSWORD_UNREADABLE = auto()

    OFFICE_EXISTS = auto()
    OFFICE_MISSING = auto()
    FILE_LOOSE = auto()
    FILE_DAMAGED = auto()
    FILE_EXISTS = auto()
    FILE_MISSING = auto()

    TERMINAL_NUMBER = auto()
    TERMINAL_PLACE = auto()
    TERMINAL_ROLES = auto()

    REQUEST_MALFORMED = auto()
    REQUEST_ELSEWHERE = auto()
    KEY_WEAK = auto()
    CODE_UNKNOWN = auto()
    CODE_OTHER_TERMINAL = auto()
    CODE_EXPIRED = auto()
    CODE_USED = auto()
    ORDER_MALFORMED = auto()
    DEVICE_DIFFERS = auto()
    ROLES_DIFFER = auto()
    TERMINAL_HAS_OTHER_KEYS = auto()
    KEYS_OF_OTHER_TERMINAL = auto()

    PLAN_EMPTY = auto()
    PLAN_TOO_LARGE = auto()
    CARD_NUMBER = auto()
    CARD_INSTANCE = auto()
    CARD_TWICE = auto()
    CARD_PLANNED = auto()
    CARD_CLASS = auto()
    CARD_VALIDITY = auto()
    CARD_OVER = auto()
    LOAD_RANGE = auto()
    PIN_SHAPE = auto()
    PIN_TRIVIAL = auto()
    DESK_UNKNOWN = auto()
    DESK_EXPIRED = auto()
    DESK_ROLE = auto()
    LIST_UNKNOWN = auto()
    NOT_CONFIRMED = auto()

    CONFIG_UNREADABLE = auto()
    CONFIG_FOLDER = auto()
    CONFIG_CA_FILE = auto()
    CONFIG_PANEL = auto()
    CONFIG_NO_KEYPAD = auto()


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal and what it is about: a path, a card, a terminal; never a secret."""

    refusal: Refusal
    about: str = ""
