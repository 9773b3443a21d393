"""What the signs of a terminal's health are called, and what each of them says in plain words."""

from __future__ import annotations

from enum import Enum

from flask_babel import gettext, lazy_gettext

from protocol.instants import MS_PER_MINUTE
from protocol.link.signs import ClockDoubt, Part, Sign
from server.office.queries.fleet.health import Felt
from server.web.figures import span_text

SIGN_WORDS: tuple[tuple[Enum, object], ...] = (
    (Sign.SOFTWARE, lazy_gettext("Software")),
    (Sign.RUNNING_MINUTES, lazy_gettext("Running for")),
    (Sign.DISK_FREE_MIB, lazy_gettext("Free disk")),
    (Sign.JOURNAL_KIB, lazy_gettext("Journal")),
    (Sign.TEMPERATURE, lazy_gettext("Processor")),
    (Sign.LOW_VOLTAGE, lazy_gettext("Power supply")),
    (Sign.CLOCK, lazy_gettext("Clock")),
    (Sign.CASE_OPEN, lazy_gettext("Housing")),
    (Sign.CARDS_READ, lazy_gettext("Cards read")),
    (Sign.CARDS_REFUSED, lazy_gettext("Cards refused")),
    (Sign.CARDS_WRITTEN, lazy_gettext("Cards written")),
    (Sign.WRITES_IN_DOUBT, lazy_gettext("Writes in doubt")),
    (Sign.READER, lazy_gettext("Card reader")),
    (Sign.PRINTER, lazy_gettext("Printer")),
    (Sign.KEYPAD, lazy_gettext("Keypad")),
    (Sign.OPERATOR_DISPLAY, lazy_gettext("Operator's display")),
    (Sign.MEMBER_DISPLAY, lazy_gettext("Member's display")),
    (Sign.LAMP_AND_BUZZER, lazy_gettext("Lamp and buzzer")),
    (Sign.VOICE, lazy_gettext("Voice")),
    (Sign.TAMPER_SWITCH, lazy_gettext("Tamper switch")),
    (Part.WORKS, lazy_gettext("works")),
    (Part.NO_PAPER, lazy_gettext("out of paper")),
    (Part.MISSING, lazy_gettext("does not answer")),
    (ClockDoubt.NO_RTC, lazy_gettext("has none that runs without power")),
    (ClockDoubt.RTC_SILENT, lazy_gettext("its battery is empty")),
    (ClockDoubt.RTC_APART, lazy_gettext("its two clocks disagree")),
    (ClockDoubt.BEHIND, lazy_gettext("is behind what has happened already")),
    (ClockDoubt.FAR_AHEAD, lazy_gettext("is months ahead")),
)
_BY_NAME = {(type(one), one.name): words for one, words in SIGN_WORDS}


def sign_text(told: Felt) -> str:
    """What a sign says; a value that is not known here stands as it came."""
    value = told.value
    match told.sign:
        case Sign.SOFTWARE:
            return f"{value >> 16}.{value >> 8 & 0xFF}.{value & 0xFF}"
        case Sign.RUNNING_MINUTES:
            return span_text(value * MS_PER_MINUTE)
        case Sign.DISK_FREE_MIB:
            return f"{value:,} MiB"
        case Sign.JOURNAL_KIB:
            return f"{value:,} KiB"
        case Sign.TEMPERATURE:
            return f"{value} °C"
        case Sign.LOW_VOLTAGE:
            return str(gettext("too weak") if value else gettext("sufficient"))
        case Sign.CASE_OPEN:
            return str(gettext("has been opened") if value else gettext("shut"))
        case Sign.CLOCK:
            doubts = [_words(doubt) for doubt in ClockDoubt if value & doubt]
            return "; ".join(doubts) or gettext("in order")
        case sign if sign >= Sign.READER:
            return _words(Part(value)) if value in set(Part) else str(gettext("word %(value)s", value=value))
        case _:
            return f"{value:,}"


def _words(one: Enum) -> str:
    return str(_BY_NAME[type(one), one.name])
