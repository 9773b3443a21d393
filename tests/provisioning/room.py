"""A locked room for the tests: an office made once, copies of it, and devices that ask to be admitted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from protocol.ids import BranchId, CardInstance, CardNumber, ClassId, TerminalId
from protocol.instants import Instant, day_of
from protocol.link.certificate import Certificate, EnrolRequest, Role, code_proof, decode_certificate, encode_enrol_request
from protocol.link.enrolment import read_code
from protocol.link.packet import unpack
from protocol.link.seal import Purpose, RecipientKey, SigningKey, open_sealed, seal
from protocol.money import Money
from provisioning.keystore.port import OfficeSecrets
from provisioning.office import Office
from provisioning.plan import Order, PinPolicy
from provisioning.refusals import Refusal, Refused
from provisioning.terminals import Admitted, HandedOut, Place, approve, hand_out_code

PASSWORD = "correct staple 9 horses"
SERVER_PASSWORD = "other unusual words 77"
NOW = Instant(1_795_000_000_000)
TODAY = day_of(date(2026, 11, 22))
DESK = Place(BranchId(1), 0, Role.SELL | Role.LOAD | Role.PERSONALISE)
TILL = Place(BranchId(2), 5, Role.SELL)


@dataclass(frozen=True)
class Room:
    """An office and its opened secrets."""

    office: Office
    held: OfficeSecrets

    def code(self, terminal: int, place: Place = TILL, now: Instant = NOW) -> str:
        made = hand_out_code(self.office, self.held, terminal, place, now)
        assert isinstance(made, HandedOut)
        return made.text

    def approve(self, request: bytes, now: Instant = NOW) -> Admitted | Refused:
        return approve(self.office, self.held, request, now)

    def admit(self, device: Device, terminal: int, place: Place = TILL, now: Instant = NOW) -> Admitted:
        admitted = self.approve(device.request(terminal, self.code(terminal, place, now), self.held.environment), now)
        assert isinstance(admitted, Admitted)
        return admitted

    def certificate(self, admitted: Admitted) -> Certificate:
        sealed = unpack(admitted.answer)[0]
        ca = SigningKey.from_seed(self.held.ca).public
        return decode_certificate(open_sealed(sealed, Purpose.CERTIFICATE, self.held.environment, ca))


@dataclass(frozen=True)
class Device:
    """A new terminal: it made its own keys."""

    sign: SigningKey = field(default_factory=SigningKey.generate)
    seal: RecipientKey = field(default_factory=RecipientKey.generate)

    def request(self, terminal: int, code: str, environment: bytes) -> bytes:
        typed = read_code(code)
        assert typed is not None
        number = TerminalId(terminal)
        proof = code_proof(typed, number, self.sign.public, self.seal.public)
        asked = EnrolRequest(number, self.sign.public, self.seal.public, proof)
        return seal(Purpose.ENROL_REQUEST, environment, self.sign, encode_enrol_request(asked))


def order(first: int = 1000, count: int = 2, *, instance: int = 1, load: int = 2_000, pin: PinPolicy = PinPolicy.RANDOM) -> Order:
    """Cards of class 1, valid for some three years from today."""
    cards = tuple(CardInstance(CardNumber(number), instance) for number in range(first, first + count))
    last = day_of(date(2029, 11, 21))
    return Order(cards, ClassId(1), TODAY, TODAY, last, Money(load), pin)


def why(result: object) -> Refusal:
    """The code of a refusal."""
    assert isinstance(result, Refused), result
    return result.refusal
