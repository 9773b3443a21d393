import pytest

from protocol.card.recognise import recognise
from protocol.link.entries import Medium

CONTACTLESS = "3b8f8001804f0ca000000306"


def test_a_mifare_classic_1k_is_known_by_workgroup_standard_and_card_name() -> None:
    assert recognise(bytes.fromhex(CONTACTLESS + "030001000000006a")) is Medium.MIFARE_1K


@pytest.mark.parametrize(
    "tail",
    [
        pytest.param("0300020000000069", id="MIFARE Classic 4K"),
        pytest.param("0300030000000068", id="Ultralight"),
        pytest.param("030026000000004d", id="MIFARE Mini"),
        pytest.param("03003a0000000051", id="Ultralight C"),
        pytest.param("03000100000000", id="one byte short"),
    ],
)
def test_other_contactless_cards_are_not_ours(tail: str) -> None:
    assert recognise(bytes.fromhex(CONTACTLESS + tail)) is None


@pytest.mark.parametrize(
    "atr",
    [
        "3b04a2131091",
        "3b06a21310919000",
        "3b4f00536c653434322d34343da2131091",
        "3b85800101a213109135",
    ],
)
def test_an_sle4442_is_known_by_the_header_anywhere_in_the_atr(atr: str) -> None:
    assert recognise(bytes.fromhex(atr)) is Medium.SLE4442


@pytest.mark.parametrize("atr", ["", "3b0492231091", "3b8980014a434f503331563233324f"])
def test_an_sle4428_a_processor_card_and_silence_are_not_ours(atr: str) -> None:
    assert recognise(bytes.fromhex(atr)) is None
