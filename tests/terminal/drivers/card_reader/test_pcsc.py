"""The border to pyscard; the behaviour over a real pcscd is in `tests/contracts`."""

from __future__ import annotations

import sys

import pytest

from terminal.drivers.card_reader.pcsc import PcscReader, _scard, error_for
from terminal.drivers.card_reader.port import CardReaderError, NoCard, ReaderBusy, ReaderMissing, ServiceMissing
from tests.support.pcscd import need_pyscard


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (0x80100003, ServiceMissing),
        (0x80100013, ServiceMissing),
        (0x8010001D, ServiceMissing),
        (0x8010001E, ServiceMissing),
        (0x8010006A, ServiceMissing),
        (0x80100009, ReaderMissing),
        (0x80100017, ReaderMissing),
        (0x8010002E, ReaderMissing),
        (0x8010000C, NoCard),
        (0x80100066, NoCard),
        (0x80100069, NoCard),
        (0x8010000B, ReaderBusy),
        (0x8010000F, CardReaderError),
    ],
)
def test_each_code_of_pcsc_becomes_an_error_of_ours_that_names_it(code: int, kind: type[CardReaderError]) -> None:
    error = error_for("SCardConnect", code)
    assert type(error) is kind
    assert str(error) == f"SCardConnect: {code:08X}"


def test_a_reader_without_its_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "smartcard", None)
    _scard.cache_clear()
    with pytest.raises(ServiceMissing, match=r"pip install tallycard\[terminal\]"):
        PcscReader("ACR122U")


def test_a_reader_that_was_only_made_has_touched_nothing_and_can_be_closed() -> None:
    need_pyscard()
    reader = PcscReader("ACR122U")
    assert reader.name == "ACR122U"
    reader.close()
    reader.close()
