import pytest

from protocol.ids import DIRECT_AMOUNT, CardInstance, CardNumber, Lineage, Reference, Sequence, TerminalId, parse_reference


def test_a_reference_is_read_aloud_as_terminal_lineage_and_sequence() -> None:
    assert str(Reference(TerminalId(11), Lineage(0xC0FFEE), Sequence(42))) == "11-00c0ffee-42"


def test_references_are_ordered_by_terminal_then_lineage_then_sequence() -> None:
    one = Reference(TerminalId(1), Lineage(9), Sequence(9))
    two = Reference(TerminalId(2), Lineage(0), Sequence(0))
    assert one < two


def test_an_instance_is_shown_behind_its_card_number() -> None:
    assert str(CardInstance(CardNumber(6_200_000_000_001_234), 2)) == "6200000000001234.2"


def test_a_directly_keyed_amount_has_an_item_code_of_its_own() -> None:
    assert DIRECT_AMOUNT == 0


def test_a_reference_is_read_from_a_slip_as_it_is_printed_there() -> None:
    reference = Reference(TerminalId(11), Lineage(0xC0FFEE), Sequence(42))
    assert parse_reference(str(reference)) == reference


@pytest.mark.parametrize(
    "text", ["", "11", "11-c0ffee-42", "11-00C0FFEE-42", "11-00c0ffee-042", "11-00c0ffee-x", "1-2-3-4", "#A17"]
)
def test_a_reference_has_one_spelling(text: str) -> None:
    with pytest.raises(ValueError, match="is no reference"):
        parse_reference(text)
