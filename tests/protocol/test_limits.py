from protocol import limits
from protocol.card.record import RECORD_BYTES
from protocol.card.ring import SLOTS


def test_limits_of_the_record_are_the_widths_of_its_fields() -> None:
    assert limits.BALANCE_MAX_MINOR == limits.AMOUNT_MAX_MINOR == 0x7FFF_FFFF
    assert limits.CUMULATED_MAX_MINOR == limits.SPENT_TODAY_MAX_MINOR == 0xFFFF_FFFF
    assert (limits.POINTS_MAX, limits.TIMES_MAX) == (0xFF_FFFF, 0xFFFF)
    assert limits.PIN_TRIES <= 0x0F


def test_a_batch_closes_long_before_it_is_too_large() -> None:
    assert limits.BATCH_ENTRIES_CLOSE < limits.BATCH_ENTRIES_MAX
    assert limits.BATCH_ENTRIES_CLOSE * limits.ENTRY_BYTES_MAX < limits.OBJECT_BYTES_MAX


def test_an_entry_has_room_for_its_evidence() -> None:
    assert (limits.EVIDENCE_MAX + 1) * RECORD_BYTES < limits.ENTRY_BYTES_MAX
    assert limits.EVIDENCE_MAX < SLOTS
