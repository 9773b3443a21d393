"""A head office with an empty or well-known password is open to everybody who has read the manual."""

import pytest

from provisioning.passwords import judge_password, normal, password_bytes
from provisioning.refusals import Refusal
from provisioning.wording import sentence
from tests.provisioning.room import why


@pytest.mark.parametrize("text", ["", "   ", "\t\n", " " * 20])
def test_an_empty_password_is_refused(text: str) -> None:
    assert why(judge_password(text)) is Refusal.PASSWORD_EMPTY


@pytest.mark.parametrize("text", ["a", "Kx7#qLm29!v", "elevenchars"])
def test_less_than_twelve_characters_are_refused(text: str) -> None:
    assert why(judge_password(text)) is Refusal.PASSWORD_SHORT


@pytest.mark.parametrize(
    "text",
    [
        "administrator",
        "Administrator1",
        "password1234",
        "P@ssw0rd1234",
        "passwordpassword",
        "PASSWORD!!!!!!",
        "changeme2026!",
        "tallycard2026",
        "letmeinletmein",
        "123456789012",
        "210987654321",
        "abcdefghijkl",
        "111111111111",
        "abababababab",
        "qwertyuiopas",
        "1q2w3e4r5t6y",
        "poiuytrewqmn",
    ],
)
def test_what_everybody_tries_first_is_refused(text: str) -> None:
    assert why(judge_password(text)) is Refusal.PASSWORD_COMMON


@pytest.mark.parametrize("text", ["correct staple 9 horses", "Kx7#qLm29!vT", "咖啡和茶都要加一点糖谢谢您", "my admin has 3 cats"])
def test_unrelated_words_are_taken(text: str) -> None:
    assert judge_password(text) is None


def test_two_spellings_of_one_password_are_one() -> None:
    assert normal("cafe\u0301") == normal("caf\u00e9")


def test_half_a_character_is_no_error_that_would_name_the_password() -> None:
    assert password_bytes("caf\u00e9\udc80") == "caf\u00e9\udc80".encode("utf-8", "surrogatepass")


def test_the_sentence_names_which_password_and_does_not_repeat_it() -> None:
    refused = judge_password("administrator", "server password")
    assert refused is not None
    assert sentence(refused) == "The server password is one that everybody tries first. Choose several unrelated words."
