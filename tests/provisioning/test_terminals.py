"""Admitting the wrong device gives a stranger the card keys; admitting none leaves a shop without a till."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

import pytest

from protocol.ids import BranchId, TerminalId
from protocol.instants import Instant
from protocol.link.certificate import Certificate, EnrolRequest, Role, encode_enrol_request
from protocol.link.enrolment import Order, device_name, encode_order, open_key_transfer, read_code, show_code
from protocol.link.packet import unpack
from protocol.link.seal import COST_FLOOR, Purpose, RecipientKey, SigningKey, key_id, peek, seal
from provisioning.issue_record import Act, first_break, lines
from provisioning.office import Office, nameplate_of
from provisioning.refusals import Refusal, Refused
from provisioning.registry import act
from provisioning.terminals import CERTIFICATE_MS, CODE_MS, Admitted, HandedOut, Place, approve_order, hand_out_code
from terminal.enrol import begin, finish
from terminal.keystore import read_secrets
from tests.provisioning.room import DESK, NOW, TILL, Device, Room, why

NONE = bytes(32)
WEAK_POINTS = [
    bytes([1]) + bytes(31),
    NONE,
    bytes(31) + b"\x80",
    bytes.fromhex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    bytes.fromhex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
]


def forged_request(public: bytes) -> bytes:
    """A request signed with the signature that a small-order key accepts for any message."""
    body = encode_enrol_request(EnrolRequest(TerminalId(3), public, RecipientKey.generate().public, NONE))
    prefix = struct.pack(">2sBBB8sI", b"TC", 1, 1, Purpose.ENROL_REQUEST, key_id(public), len(body))
    return prefix + body + bytes([1]) + bytes(63)


def kinds(room: Room) -> list[str]:
    with act(room.office.registry) as database:
        record = lines(database)
    assert first_break(record) is None
    return [line.kind for line in record]


def test_a_device_with_a_code_is_admitted_for_twelve_months(room: Room) -> None:
    device = Device()
    admitted = room.admit(device, 3)
    assert room.certificate(admitted) == Certificate(
        TerminalId(3), 1, BranchId(2), 5, Role.SELL, device.sign.public, device.seal.public, NOW, Instant(NOW + CERTIFICATE_MS)
    )
    assert kinds(room)[1:] == [Act.CODE_HANDED_OUT.value, Act.TERMINAL_ADMITTED.value]


def test_the_answer_is_certificate_office_keys_and_key_transfer(room: Room) -> None:
    objects = unpack(room.admit(Device(), 3).answer)
    assert [peek(data).purpose for data in objects] == [Purpose.CERTIFICATE, Purpose.OFFICE_KEYS, Purpose.KEY_TRANSFER]
    assert objects[1] == room.office.office_keys.read_bytes()


@pytest.mark.parametrize(("place", "loads"), [(TILL, False), (DESK, True)])
def test_only_a_terminal_that_loads_gets_the_load_key(room: Room, place: Place, loads: bool) -> None:
    device = Device()
    admitted = room.admit(device, 3, place)
    ca = SigningKey.from_seed(room.held.ca).public
    keys = open_key_transfer(unpack(admitted.answer)[2], room.held.environment, TerminalId(3), device.seal, ca)
    assert keys == (room.held.keyring() if loads else room.held.keyring().without_load())


def test_serials_rise_over_all_terminals(room: Room) -> None:
    assert [room.admit(Device(), terminal).serial for terminal in (3, 9, 4)] == [1, 2, 3]


def test_the_same_request_gets_the_same_answer_even_after_the_code_is_over_and_the_program_restarted(room: Room) -> None:
    request = Device().request(3, room.code(3), room.held.environment)
    first = room.approve(request)
    again = Room(Office(room.office.folder), room.held).approve(request, Instant(NOW + 9 * CODE_MS))
    assert isinstance(first, Admitted)
    assert again == replace(first, again=True)
    assert kinds(room).count(Act.TERMINAL_ADMITTED.value) == 1


def test_a_code_admits_one_device(room: Room) -> None:
    code = room.code(3)
    room.approve(Device().request(3, code, room.held.environment))
    assert room.approve(Device().request(3, code, room.held.environment)) == Refused(Refusal.CODE_USED, "3")


@pytest.mark.parametrize(("late", "admitted"), [(CODE_MS - 1, True), (CODE_MS, False)])
def test_a_code_is_over_after_24_hours(room: Room, late: int, admitted: bool) -> None:
    answer = room.approve(Device().request(3, room.code(3), room.held.environment), Instant(NOW + late))
    assert isinstance(answer, Admitted) if admitted else why(answer) is Refusal.CODE_EXPIRED


def test_a_code_for_another_terminal_is_refused_and_named(room: Room) -> None:
    request = Device().request(4, room.code(3), room.held.environment)
    assert room.approve(request) == Refused(Refusal.CODE_OTHER_TERMINAL, "3")


def test_a_code_that_was_never_handed_out_is_refused_and_that_is_on_record(room: Room) -> None:
    room.code(3)
    device = Device()
    body = encode_enrol_request(EnrolRequest(TerminalId(3), device.sign.public, device.seal.public, NONE))
    assert why(room.approve(seal(Purpose.ENROL_REQUEST, room.held.environment, device.sign, body))) is Refusal.CODE_UNKNOWN
    assert kinds(room)[-1] == Act.REQUEST_REFUSED.value


def test_a_proof_made_for_other_keys_is_refused(room: Room) -> None:
    thief, honest = Device(), Device()
    stolen = honest.request(3, room.code(3), room.held.environment)
    proof = stolen[-64 - 32 : -64]
    body = encode_enrol_request(EnrolRequest(TerminalId(3), thief.sign.public, thief.seal.public, proof))
    assert why(room.approve(seal(Purpose.ENROL_REQUEST, room.held.environment, thief.sign, body))) is Refusal.CODE_UNKNOWN


@pytest.mark.parametrize("public", WEAK_POINTS, ids=lambda point: point.hex()[:4])
def test_a_key_that_anybody_can_sign_for_is_refused(room: Room, public: bytes) -> None:
    assert why(room.approve(forged_request(public))) is Refusal.KEY_WEAK


def test_a_weak_sealing_key_is_refused(room: Room) -> None:
    sign = SigningKey.generate()
    body = encode_enrol_request(EnrolRequest(TerminalId(3), sign.public, NONE, NONE))
    assert why(room.approve(seal(Purpose.ENROL_REQUEST, room.held.environment, sign, body))) is Refusal.KEY_WEAK


def test_a_request_for_another_office_is_refused(room: Room) -> None:
    assert why(room.approve(Device().request(3, room.code(3), b"another!"))) is Refusal.REQUEST_ELSEWHERE


def test_a_damaged_request_is_refused_wherever_it_is_cut(room: Room) -> None:
    request = Device().request(3, room.code(3), room.held.environment)
    for length in range(0, len(request), 7):
        assert why(room.approve(request[:length])) is Refusal.REQUEST_MALFORMED
    assert why(room.approve(request + b"\x00")) is Refusal.REQUEST_MALFORMED


def test_a_terminal_number_never_goes_to_a_second_device(room: Room) -> None:
    room.admit(Device(), 3)
    assert why(room.approve(Device().request(3, room.code(3), room.held.environment))) is Refusal.TERMINAL_HAS_OTHER_KEYS


def test_a_device_never_gets_a_second_terminal_number(room: Room) -> None:
    device = Device()
    room.admit(device, 3)
    assert room.approve(device.request(4, room.code(4), room.held.environment)) == Refused(Refusal.KEYS_OF_OTHER_TERMINAL, "3")


def test_the_same_device_gets_a_new_certificate_with_a_new_code(room: Room) -> None:
    device = Device()
    room.admit(device, 3, TILL)
    later = Instant(NOW + CERTIFICATE_MS - CODE_MS)
    renewed = room.certificate(room.admit(device, 3, DESK, later))
    assert (renewed.serial, renewed.roles, renewed.valid_from) == (2, DESK.roles, later)


@pytest.mark.parametrize("terminal", [0, 65_536])
def test_a_code_needs_a_terminal_number(room: Room, terminal: int) -> None:
    assert why(hand_out_code(room.office, room.held, terminal, TILL, NOW)) is Refusal.TERMINAL_NUMBER


@pytest.mark.parametrize("place", [replace(TILL, branch=BranchId(0)), replace(TILL, group=32), replace(TILL, group=-1)])
def test_a_code_needs_a_place(room: Room, place: Place) -> None:
    assert why(hand_out_code(room.office, room.held, 3, place, NOW)) is Refusal.TERMINAL_PLACE


@pytest.mark.parametrize("roles", [Role(0), Role.VIRTUAL])
def test_a_code_needs_work_to_do(room: Room, roles: Role) -> None:
    assert why(hand_out_code(room.office, room.held, 3, replace(TILL, roles=roles), NOW)) is Refusal.TERMINAL_ROLES


def test_the_registry_holds_nothing_from_which_a_code_could_be_told(room: Room) -> None:
    made = hand_out_code(room.office, room.held, 3, TILL, NOW)
    assert isinstance(made, HandedOut)
    code = read_code(made.text)
    assert code is not None
    stored = room.office.registry.read_bytes()
    assert code not in stored
    assert code.hex().encode() not in stored
    assert made.text not in repr(made)


def test_a_real_terminal_enrols_from_code_to_card_keys(room: Room, tmp_path: Path) -> None:
    folder, password = tmp_path / "terminal", "a till of its own"
    request = begin(folder, TerminalId(3), room.held.environment, room.code(3, DESK), password, cost=COST_FLOOR)
    assert isinstance(request, bytes)
    admitted = room.approve(request)
    assert isinstance(admitted, Admitted)
    root = nameplate_of(room.held).root_public.hex()
    assert finish(folder, admitted.answer, root, password, cost=COST_FLOOR) == room.certificate(admitted)
    stored = read_secrets(folder, password)
    assert getattr(stored, "card_keys", None) == room.held.keyring()


def ordered(device: Device, room: Room, place: Place = TILL, terminal: int = 3, code: bytes = bytes(16)) -> bytes:
    """An order from head office's pages; the code was made there, so that this room does not know it."""
    request = device.request(terminal, show_code(code), room.held.environment)
    return encode_order(Order(place.branch, place.group, place.roles, request))


def test_an_order_is_believed_no_further_than_what_is_typed_beside_it(room: Room) -> None:
    device, other = Device(), Device()
    name, data = device_name(TerminalId(3), device.sign.public, device.seal.public), ordered(device, room)
    theirs = device_name(TerminalId(3), other.sign.public, other.seal.public)

    def try_it(data: bytes = data, device: str = name, roles: Role = Role.SELL) -> Admitted | Refused:
        return approve_order(room.office, room.held, data, device, roles, NOW)

    assert why(try_it(device=theirs)) is Refusal.DEVICE_DIFFERS
    assert why(try_it(roles=Role.SELL | Role.LOAD)) is Refusal.ROLES_DIFFER
    assert why(try_it(data[:-1] + bytes([data[-1] ^ 1]))) is Refusal.REQUEST_ELSEWHERE
    assert why(try_it(data[:-1])) is Refusal.ORDER_MALFORMED
    assert why(try_it(b"\x02" + data[1:])) is Refusal.ORDER_MALFORMED
    virtual = ordered(device, room, replace(TILL, roles=Role.VIRTUAL))
    assert why(try_it(virtual, roles=Role.VIRTUAL)) is Refusal.TERMINAL_ROLES
    assert why(try_it(ordered(device, room, replace(TILL, branch=BranchId(0))))) is Refusal.TERMINAL_PLACE
    admitted = try_it()
    assert isinstance(admitted, Admitted)
    assert room.certificate(admitted).branch == TILL.branch
    assert try_it() == replace(admitted, again=True)
    moved = try_it(ordered(device, room, replace(TILL, branch=BranchId(9))))
    assert isinstance(moved, Admitted)
    assert (room.certificate(moved).branch, moved.serial) == (9, admitted.serial + 1)
    later = Instant(NOW + CERTIFICATE_MS)
    renewed = approve_order(room.office, room.held, ordered(device, room, code=bytes([1]) * 16), name, Role.SELL, later)
    assert isinstance(renewed, Admitted)
    assert room.certificate(renewed).valid_until == later + CERTIFICATE_MS
    assert try_it() == replace(admitted, again=True)
    assert why(try_it(ordered(other, room), theirs)) is Refusal.TERMINAL_HAS_OTHER_KEYS
    assert kinds(room)[-1] == Act.REQUEST_REFUSED.value
