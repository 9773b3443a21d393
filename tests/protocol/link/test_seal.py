"""Seals: a signature serves one purpose in one environment; a damaged or foreign object is never opened (P1 to P5, P18)."""

from __future__ import annotations

from itertools import permutations

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.limits import OBJECT_BYTES_MAX
from protocol.link.seal import (
    BODY_BYTES_MAX,
    COST_CEILING,
    COST_FLOOR,
    FIELD_PRIME,
    SMALL_ORDER_U,
    SMALL_ORDER_Y,
    X25519_PRIME,
    PasswordCost,
    Purpose,
    RecipientKey,
    SigningKey,
    WrongPassword,
    check_public_key,
    check_seal_key,
    key_id,
    lock_with_password,
    open_sealed,
    peek,
    seal,
    seal_to,
    signature_holds,
    signed_message,
    unlock_with_password,
    unverified_body,
)
from protocol.link.violations import OurViolation, Reason, TheirViolation
from tests.support.link_examples import DEVICE, ENVIRONMENT, SEALED

KEY = SigningKey.from_seed(bytes(range(32)))
OBJECT = seal(Purpose.POLL, ENVIRONMENT, KEY, b"body")
CHEAP = COST_FLOOR


def reason_of(data: bytes, purpose: Purpose = Purpose.POLL, environment: bytes = ENVIRONMENT, key: SigningKey = KEY) -> Reason:
    with pytest.raises(TheirViolation) as caught:
        open_sealed(data, purpose, environment, key.public)
    return caught.value.reason


def test_an_object_opens_to_its_body() -> None:
    assert open_sealed(OBJECT, Purpose.POLL, ENVIRONMENT, KEY.public) == b"body"
    assert unverified_body(OBJECT) == b"body"


def test_the_prefix_names_purpose_and_signer() -> None:
    found = peek(OBJECT)
    assert (found.purpose, found.signer, found.body_bytes) == (Purpose.POLL, key_id(KEY.public), 4)
    assert OBJECT[:5].hex() == "544301010d"


def test_a_signature_made_for_one_purpose_fails_for_every_other() -> None:
    for made, expected in permutations(Purpose, 2):
        body = b"the same body"
        honest = seal(made, ENVIRONMENT, KEY, body)
        assert reason_of(honest, expected) is Reason.WRONG_PURPOSE
        relabelled = honest[:4] + bytes([expected]) + honest[5:]
        assert reason_of(relabelled, expected) is Reason.BAD_SIGNATURE


def test_a_signature_made_in_one_environment_fails_in_another() -> None:
    assert reason_of(OBJECT, environment=b"EXAMPLE2") is Reason.BAD_SIGNATURE


def test_an_environment_has_eight_bytes() -> None:
    with pytest.raises(OurViolation):
        seal(Purpose.POLL, b"short", KEY, b"")


def test_another_signer_is_unknown_even_under_our_key_id() -> None:
    other = seal(Purpose.POLL, ENVIRONMENT, DEVICE, b"body")
    assert reason_of(other) is Reason.UNKNOWN_SIGNER
    assert reason_of(other[:5] + key_id(KEY.public) + other[13:]) is Reason.BAD_SIGNATURE


def test_every_flipped_bit_of_an_object_is_refused() -> None:
    for place in range(8 * len(OBJECT)):
        damaged = bytearray(OBJECT)
        damaged[place // 8] ^= 1 << place % 8
        reason_of(bytes(damaged))


@pytest.mark.parametrize("name", SEALED)
def test_every_truncation_and_a_trailing_byte_of_an_object_are_refused(name: str) -> None:
    data = SEALED[name]
    for cut in range(len(data)):
        with pytest.raises(TheirViolation) as caught:
            peek(data[:cut])
        assert caught.value.reason is Reason.TRUNCATED
    with pytest.raises(TheirViolation) as caught:
        peek(data + b"\x00")
    assert caught.value.reason is Reason.TRAILING


@pytest.mark.parametrize(
    ("place", "value", "reason"),
    [
        (0, 0, Reason.MALFORMED),
        (2, 2, Reason.VERSION),
        (3, 2, Reason.VERSION),
        (4, 0, Reason.WRONG_PURPOSE),
        (4, 17, Reason.WRONG_PURPOSE),
    ],
)
def test_an_unknown_prefix_is_refused_with_its_code(place: int, value: int, reason: Reason) -> None:
    assert reason_of(OBJECT[:place] + bytes([value]) + OBJECT[place + 1 :]) is reason


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=120) | st.builds(lambda rest: OBJECT[:17] + rest, st.binary(max_size=80)))
def test_any_bytes_are_refused_with_their_violation(data: bytes) -> None:
    reason_of(data)


def test_an_object_has_at_most_four_mebibytes() -> None:
    largest = seal(Purpose.SNAPSHOT, ENVIRONMENT, KEY, bytes(BODY_BYTES_MAX))
    assert len(largest) == OBJECT_BYTES_MAX
    assert len(open_sealed(largest, Purpose.SNAPSHOT, ENVIRONMENT, KEY.public)) == BODY_BYTES_MAX
    assert reason_of(largest + b"\x00", Purpose.SNAPSHOT) is Reason.TOO_LARGE
    with pytest.raises(OurViolation):
        seal(Purpose.SNAPSHOT, ENVIRONMENT, KEY, bytes(BODY_BYTES_MAX + 1))


def test_the_signature_binds_label_version_suite_prefix_and_body() -> None:
    message = signed_message(Purpose.POLL, ENVIRONMENT, OBJECT[:17], b"body")
    assert message[:-32] == b"tallycard/poll/EXAMPLE1\x01\x01"
    assert signature_holds(KEY.public, OBJECT[-64:], message)


def test_keys_are_generated_anew_and_stored_by_their_seed() -> None:
    made = SigningKey.generate()
    assert made.public != SigningKey.generate().public
    assert SigningKey.from_seed(made.seed).public == made.public


def test_secrets_do_not_show() -> None:
    recipient = RecipientKey.generate()
    assert KEY.seed.hex() not in repr(KEY)
    assert str(KEY.seed) not in repr(KEY)
    assert str(recipient.secret) not in repr(recipient)


# Small-order keys. The list is computed here, from the curve, and compared with the one in the product.

D = -121665 * pow(121666, -1, FIELD_PRIME) % FIELD_PRIME
ROOT_OF_MINUS_ONE = pow(2, (FIELD_PRIME - 1) // 4, FIELD_PRIME)
Point = tuple[int, int]


def add(a: Point, b: Point) -> Point:
    product = D * a[0] * b[0] * a[1] * b[1] % FIELD_PRIME
    x = (a[0] * b[1] + a[1] * b[0]) * pow(1 + product, -1, FIELD_PRIME) % FIELD_PRIME
    y = (a[1] * b[1] + a[0] * b[0]) * pow(1 - product, -1, FIELD_PRIME) % FIELD_PRIME
    return x, y


def x_of(y: int) -> int | None:
    square = (y * y - 1) * pow(D * y * y + 1, -1, FIELD_PRIME) % FIELD_PRIME
    x = pow(square, (FIELD_PRIME + 3) // 8, FIELD_PRIME)
    if x * x % FIELD_PRIME != square:
        x = x * ROOT_OF_MINUS_ONE % FIELD_PRIME
    return x if x * x % FIELD_PRIME == square else None


def times(point: Point, factor: int) -> Point:
    result = (0, 1)
    while factor:
        if factor & 1:
            result = add(result, point)
        point, factor = add(point, point), factor >> 1
    return result


ORDER = 2**252 + 27742317777372353535851937790883648493


def small_points() -> set[Point]:
    y = 2
    while True:
        x = x_of(y)
        if x is not None:
            torsion = times((x, y), ORDER)
            points = {times(torsion, factor) for factor in range(8)}
            if len(points) == 8:
                return points
        y += 1


def encodings(y: int) -> list[bytes]:
    """Every 32-byte string whose y, reduced, is this one: both signs, and y + p where it fits 255 bits."""
    values = [value for value in (y, y + FIELD_PRIME) if value < 2**255]
    return [(value | sign << 255).to_bytes(32, "little") for value in values for sign in (0, 1)]


def test_there_are_eight_points_of_small_order_and_the_product_knows_them() -> None:
    assert {y for _, y in small_points()} == SMALL_ORDER_Y


WEAK = sorted({code for _, y in small_points() for code in encodings(y)})


def test_small_order_points_have_fourteen_encodings() -> None:
    assert len(WEAK) == 14


@pytest.mark.parametrize("public", WEAK, ids=bytes.hex)
def test_a_small_order_key_is_refused_in_every_form(public: bytes) -> None:
    with pytest.raises(TheirViolation) as caught:
        check_public_key(public)
    assert caught.value.reason is Reason.WEAK_KEY


@pytest.mark.parametrize("public", [b"", bytes(31), bytes(33), b"\xff" * 32, (FIELD_PRIME + 5).to_bytes(32, "little")])
def test_keys_of_another_length_or_not_canonical_are_refused(public: bytes) -> None:
    with pytest.raises(TheirViolation):
        check_public_key(public)


def test_one_constant_signature_does_not_hold_under_the_identity_point() -> None:
    identity, everything = b"\x01" + bytes(31), b"\x01" + bytes(63)
    assert not signature_holds(identity, everything, b"any message")
    prefix = OBJECT[:5] + key_id(identity) + OBJECT[13:17]
    with pytest.raises(TheirViolation) as caught:
        open_sealed(prefix + b"body" + everything, Purpose.POLL, ENVIRONMENT, identity)
    assert caught.value.reason is Reason.WEAK_KEY


# Recipients


def test_only_the_recipient_opens_and_only_with_the_same_info() -> None:
    recipient = RecipientKey.generate()
    sealed = seal_to(recipient.public, b"info", b"secret")
    assert len(sealed) == len(b"secret") + 48
    assert recipient.open(b"info", sealed) == b"secret"
    for key, info, data in [
        (RecipientKey.generate(), b"info", sealed),
        (recipient, b"other", sealed),
        (recipient, b"info", sealed[:-1] + bytes([sealed[-1] ^ 1])),
        (recipient, b"info", sealed[:20]),
        (recipient, b"info", bytes(len(sealed))),
    ]:
        with pytest.raises(TheirViolation) as caught:
            key.open(info, data)
        assert caught.value.reason is Reason.UNREADABLE


@pytest.mark.parametrize("u", sorted(SMALL_ORDER_U))
def test_a_small_order_recipient_is_refused_as_the_exchange_itself_would(u: int) -> None:
    public = u.to_bytes(32, "little")
    with pytest.raises(TheirViolation) as caught:
        seal_to(public, b"", b"")
    assert caught.value.reason is Reason.WEAK_KEY
    with pytest.raises(ValueError, match="shared key"):
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(public))


@pytest.mark.parametrize("public", [b"", X25519_PRIME.to_bytes(32, "little"), b"\xff" * 32])
def test_a_recipient_key_that_is_not_canonical_is_refused(public: bytes) -> None:
    with pytest.raises(TheirViolation):
        check_seal_key(public)


# Passwords


def test_only_the_password_opens_a_locked_secret() -> None:
    locked = lock_with_password(b"correct horse", b"secret", CHEAP)
    assert b"secret" not in locked
    assert unlock_with_password(b"correct horse", locked) == b"secret"
    assert locked != lock_with_password(b"correct horse", b"secret", CHEAP)
    with pytest.raises(WrongPassword):
        unlock_with_password(b"wrong", locked)


@pytest.mark.parametrize("place", [9, 20, 30, -1])
def test_a_damaged_secret_does_not_open(place: int) -> None:
    locked = bytearray(lock_with_password(b"pw", b"secret", CHEAP))
    locked[place] ^= 1
    with pytest.raises(WrongPassword):
        unlock_with_password(b"pw", bytes(locked))


@pytest.mark.parametrize(
    ("patch", "reason"),
    [
        ((0, b"XX"), Reason.MALFORMED),
        ((2, b"\x02"), Reason.MALFORMED),
        ((3, (1024).to_bytes(4, "big")), Reason.MALFORMED),
        ((3, (COST_CEILING.memory_kib + 1).to_bytes(4, "big")), Reason.MALFORMED),
        ((7, b"\x00"), Reason.MALFORMED),
        ((8, b"\x11"), Reason.MALFORMED),
    ],
)
def test_a_header_that_asks_for_too_little_or_too_much_work_is_refused(patch: tuple[int, bytes], reason: Reason) -> None:
    locked = lock_with_password(b"pw", b"secret", CHEAP)
    place, data = patch
    with pytest.raises(TheirViolation) as caught:
        unlock_with_password(b"pw", locked[:place] + data + locked[place + len(data) :])
    assert caught.value.reason is reason


def test_a_locked_secret_that_ends_too_early_is_refused() -> None:
    with pytest.raises(TheirViolation) as caught:
        unlock_with_password(b"pw", lock_with_password(b"pw", b"", CHEAP)[:-1])
    assert caught.value.reason is Reason.TRUNCATED


def test_a_cheap_lock_may_not_be_made_and_the_default_costs_64_mebibytes() -> None:
    with pytest.raises(OurViolation):
        lock_with_password(b"pw", b"secret", PasswordCost(1024, 1, 1))
    locked = lock_with_password(b"pw", b"secret")
    assert locked[3:9] == (64 * 1024).to_bytes(4, "big") + bytes([3, 4])
    assert unlock_with_password(b"pw", locked) == b"secret"
