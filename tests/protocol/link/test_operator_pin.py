"""PINs of operators: the right one fits, nothing else does, and the PIN itself is nowhere."""

from __future__ import annotations

from hashlib import scrypt

import pytest

from protocol.link.operator_pin import BadPin, is_guessed, pin_fits, pin_verifier, verifier_fault

SALT = bytes(range(16))
VERIFIER = pin_verifier("2580", SALT)


def test_a_pin_fits_its_own_verifier_alone() -> None:
    assert pin_fits(VERIFIER, "2580")
    assert not any(pin_fits(VERIFIER, keyed) for keyed in ("2581", "02580", "", "2580 ", "٢٥٨٠"))
    assert not pin_fits(pin_verifier("2581", SALT), "2580")


def test_a_verifier_is_what_the_specification_says() -> None:
    assert scrypt(b"2580", salt=SALT, n=16_384, r=8, p=1, dklen=16) == VERIFIER[17:]
    assert VERIFIER[:17] == b"\x0e" + SALT


def test_a_dearer_verifier_fits_too() -> None:
    assert pin_fits(pin_verifier("123456", SALT, 15), "123456")


@pytest.mark.parametrize("pin", ["258", "2580258", "25a0", "", "٢٥٨٠"])
def test_a_pin_has_four_to_six_digits(pin: str) -> None:
    with pytest.raises(BadPin):
        pin_verifier(pin, SALT)


def test_nobody_chooses_what_everybody_tries() -> None:
    assert all(map(is_guessed, ("1111", "000000", "1212", "123123", "1234", "345678", "9876")))
    assert not any(map(is_guessed, ("2580", "1235", "9012", "12312", "98175")))


@pytest.mark.parametrize("verifier", [b"", VERIFIER[:-1], b"\x0d" + VERIFIER[1:], b"\x11" + VERIFIER[1:]])
def test_what_is_no_verifier_fits_nothing(verifier: bytes) -> None:
    assert verifier_fault(verifier)
    assert not pin_fits(verifier, "2580")
    assert verifier_fault(VERIFIER) is None
