import pytest

from protocol.card.conversation import CardFault, tell
from tests.support.transcript import play, play_to_fault


def test_telling_returns_the_data_of_the_expected_length() -> None:
    assert play(tell("get it", b"\xff\xca", 2), [("FF CA", "AB CD 90 00")]) == b"\xab\xcd"


def test_another_status_word_is_a_fault_that_names_the_step() -> None:
    fault = play_to_fault(tell("get it", b"\xff\xca"), [("FF CA", "63 00")])
    assert (fault.step, fault.status, str(fault)) == ("get it", 0x6300, "get it: answered 6300")


def test_data_of_another_length_is_a_fault() -> None:
    fault = play_to_fault(tell("get it", b"\xff\xca", 16), [("FF CA", "AB 90 00")])
    assert (fault.status, str(fault)) == (None, "get it: 1 bytes instead of 16")


def test_a_transcript_fails_on_a_wrong_step_a_missing_one_and_one_too_many() -> None:
    with pytest.raises(AssertionError):
        play(tell("get it", b"\xff\xca"), [("FF CB", "90 00")])
    with pytest.raises(AssertionError, match="not sent"):
        play(tell("get it", b"\xff\xca"), [("FF CA", "90 00"), ("FF CA", "90 00")])
    with pytest.raises(AssertionError, match="one step too many"):
        play(tell("get it", b"\xff\xca"), [])
    with pytest.raises(AssertionError, match="not sent"):
        play(tell("get it", b"\xff\xca"), [("FF CA", "63 00"), ("FF CA", "90 00")])


def test_a_fault_may_carry_a_note_instead_of_a_status_word() -> None:
    assert str(CardFault("check chip", note="code damaged")) == "check chip: code damaged"
