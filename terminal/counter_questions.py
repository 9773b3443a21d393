"""What the flows at the counter ask of the terminal: PINs compared and made, the journal read, a look around."""

from __future__ import annotations

import secrets

from protocol.instants import business_day
from protocol.link.operator_pin import SALT_BYTES, is_guessed, pin_fault, pin_fits, pin_verifier
from terminal.counter.acts import CheckPin, LookAround, LookAtDevices, MakeVerifier, ReadDay, ReadShift, ReadSlips
from terminal.counter.events import DayRead, DevicesFound, FactsFound, PinChecked, PinMade, ShiftRead, SlipsRead
from terminal.counter.told import acts, of_day, of_open_shift
from terminal.devices import Devices
from terminal.looking import Surroundings, look_around
from terminal.loop import Terminal
from terminal.reprints import last_slips
from terminal.words.language import Language

Question = CheckPin | MakeVerifier | ReadDay | ReadShift | ReadSlips | LookAround | LookAtDevices
Answer = PinChecked | PinMade | DayRead | ShiftRead | SlipsRead | FactsFound | DevicesFound


def answer(question: Question, terminal: Terminal, devices: Devices, around: Surroundings, language: Language) -> Answer:
    """The answer; what lies in the PIN pad is gone after it was looked at."""
    journal = terminal.journal
    match question:
        case CheckPin(verifier):
            return PinChecked(pin_fits(verifier, terminal.pin_pad.take()))
        case MakeVerifier():
            return PinMade(_verifier(terminal.pin_pad.take()))
        case ReadDay():
            offset = terminal.catalogue.parameters.utc_offset_minutes
            today = of_day(journal.newest_first(), business_day(terminal.clock.now(), offset), offset)
            return DayRead(tuple(acts(today, journal.intent)))
        case ReadShift():
            return ShiftRead(tuple(acts(of_open_shift(journal.newest_first()), journal.intent)))
        case ReadSlips():
            return SlipsRead(last_slips(terminal))
        case LookAround():
            return FactsFound(look_around(terminal, devices, around, language))
        case LookAtDevices():
            return DevicesFound(devices.states())


def _verifier(pin: str) -> bytes | None:
    if pin_fault(pin) or is_guessed(pin):
        return None
    return pin_verifier(pin, secrets.token_bytes(SALT_BYTES))
