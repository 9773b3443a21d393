"""The sentence for each refusal: what is wrong and what to do next. `{about}` is what it concerns."""

from __future__ import annotations

from provisioning.refusals import Refusal, Refused
from terminal.drivers.card_reader.port import CardGone, CardReaderError, NoCard, ReaderBusy, ReaderMissing, ServiceMissing

SENTENCES: dict[Refusal, str] = {
    Refusal.PASSWORD_EMPTY: "The {about} is empty. Choose one of at least 12 characters.",
    Refusal.PASSWORD_SHORT: "The {about} is shorter than 12 characters. Choose a longer one.",
    Refusal.PASSWORD_COMMON: "The {about} is one that everybody tries first. Choose several unrelated words.",
    Refusal.PASSWORD_TWICE: "The server password is the administrator password. The server must not be able to open the office.",
    Refusal.PASSWORD_WRONG: "The password does not open {about}.",
    Refusal.PASSWORD_DIFFERS: "The {about} was typed in two different ways. Nothing was done.",
    Refusal.PASSWORD_UNREADABLE: "{about} does not begin with one line of UTF-8 text.",
    Refusal.OFFICE_EXISTS: "There is something at {about} already. An office is never made over an existing folder.",
    Refusal.OFFICE_MISSING: "There is no office at {about}. Name its folder with --office, or make one with `office create`.",
    Refusal.FILE_LOOSE: "Others may read or change {about}. Take their rights away (chmod 600 a file, 700 a folder), "
    "ask who has had access, then try again.",
    Refusal.FILE_DAMAGED: "{about} is damaged or not what it should be. Bring back the last good copy.",
    Refusal.FILE_EXISTS: "There is a file at {about} already. Name another one.",
    Refusal.FILE_MISSING: "There is no file at {about}.",
    Refusal.TERMINAL_NUMBER: "{about} is not a terminal number. Terminals are numbered 1 to 65,535.",
    Refusal.TERMINAL_PLACE: "{about} does not fit. A branch is 1 to 65,535, a group 0 to 31.",
    Refusal.TERMINAL_ROLES: "A terminal needs at least one role: sell, load, cash-out, personalise or repair.",
    Refusal.REQUEST_MALFORMED: "This is no enrolment request, or it was damaged on its way. Fetch it from the terminal again.",
    Refusal.REQUEST_ELSEWHERE: "This request was made for another office. Check the environment the installer typed.",
    Refusal.KEY_WEAK: "The device's key is one that anybody can sign for. Never admit it; find out who made the request.",
    Refusal.CODE_UNKNOWN: "The request does not prove a code of this office for terminal {about}. "
    "Check the code that was typed, or hand out a new one.",
    Refusal.CODE_OTHER_TERMINAL: "The code was handed out for terminal {about}. Type it there, or hand out a new one.",
    Refusal.CODE_EXPIRED: "The code for terminal {about} was valid for 24 hours and is over. Hand out a new one.",
    Refusal.CODE_USED: "The code for terminal {about} has admitted another device. Find out which one, then hand out a new one.",
    Refusal.ORDER_MALFORMED: "This is no order from head office's pages, or it was damaged on its way. Download it again.",
    Refusal.DEVICE_DIFFERS: "The order is not for the device whose name you typed. "
    "Ask the installer to read the name again; if it still differs, find out who made the request.",
    Refusal.ROLES_DIFFER: "The order asks for the roles {about}. Admit with exactly these, or have another order made.",
    Refusal.TERMINAL_HAS_OTHER_KEYS: "Terminal {about} was admitted with other keys. A new device gets a new terminal number.",
    Refusal.KEYS_OF_OTHER_TERMINAL: "These keys belong to terminal {about}. A device has one terminal number for life.",
    Refusal.PLAN_EMPTY: "The plan holds no card.",
    Refusal.PLAN_TOO_LARGE: "The plan holds more than {about} cards. Split it.",
    Refusal.CARD_NUMBER: "{about} is not a card number. Numbers are 1 to 16 digits, above zero.",
    Refusal.CARD_INSTANCE: "{about} is not an instance. The first issue of a number is 1, the highest 65,535.",
    Refusal.CARD_TWICE: "Card {about} stands in the plan twice.",
    Refusal.CARD_PLANNED: "Card {about} has been planned before. A replacement keeps the number and raises the instance.",
    Refusal.CARD_CLASS: "{about} is not a card class. Classes are numbered 0 to 255.",
    Refusal.CARD_VALIDITY: "The card would end before it begins ({about}).",
    Refusal.CARD_OVER: "The card would be over before it is issued ({about}).",
    Refusal.LOAD_RANGE: "The first load of {about} does not fit a card.",
    Refusal.PIN_SHAPE: "A PIN has 4 to 6 digits.",
    Refusal.PIN_TRIVIAL: "This PIN is one that everybody tries first. Choose another, or let it be drawn.",
    Refusal.DESK_UNKNOWN: "Terminal {about} has not been admitted by this office.",
    Refusal.DESK_EXPIRED: "The certificate of terminal {about} is over. Admit it again first.",
    Refusal.DESK_ROLE: "Terminal {about} may not do this. Its certificate must hold the roles personalise and load.",
    Refusal.LIST_UNKNOWN: "There is no job list {about}.",
    Refusal.NOT_CONFIRMED: "Not confirmed. Nothing was done.",
    Refusal.CONFIG_UNREADABLE: "The terminal's configuration cannot be read: {about}.",
    Refusal.CONFIG_FOLDER: "The terminal's folder is {about!r}. On a Pi it must be /var/lib/tallycard or below it.",
    Refusal.CONFIG_CA_FILE: "uplink.ca_file is {about!r}. Give its whole path on the Pi, such as /etc/tallycard/office-ca.pem.",
    Refusal.CONFIG_PANEL: "The configuration has a panel. A panel is for virtual devices, and never on a terminal that sells.",
    Refusal.CONFIG_NO_KEYPAD: "The configuration has no keypad. A service has nobody who types: it needs the counter's own keys.",
}

READER_TROUBLES: dict[type[CardReaderError], str] = {
    NoCard: "No card lies on the reader, or it lies the wrong way round.",
    CardGone: "The card was taken away too soon. Put it back and leave it there.",
    ReaderMissing: "The card reader is not plugged in.",
    ReaderBusy: "Another program holds the card reader. Close it and try again.",
    ServiceMissing: "The PC/SC service does not run. Start pcscd and try again.",
}


def sentence(refused: Refused) -> str:
    """What a person reads."""
    return SENTENCES[refused.refusal].format(about=refused.about)


def reader_trouble(error: CardReaderError) -> str:
    """What a person reads when the card reader fails."""
    return READER_TROUBLES.get(type(error), "The card reader does not work as it should. Unplug it and plug it in again.")
