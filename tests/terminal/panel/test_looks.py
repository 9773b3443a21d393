"""If these failed, the paper on the page would not lie as the printer's bytes say."""

from __future__ import annotations

from typing import Any

from terminal.drivers.printer.commands import encode
from terminal.panel.looks import slip
from terminal.sale.receipt import Align, Columns, Cut, Drawer, QrCode, TextLine


def drawn(data: bytes, columns: int) -> list[dict[str, Any]]:
    value = slip(data, columns)
    assert isinstance(value, dict)
    assert value["columns"] == columns
    return value["elements"]  # type: ignore[return-value]


def text(element: dict[str, Any]) -> str:
    return "".join(element["cells"])


def test_a_slip_is_drawn_from_its_bytes_with_every_place_of_each_line() -> None:
    receipt = (
        Drawer(),
        TextLine("已付款", Align.CENTRE, bold=True, double=True),
        Columns("余额", "12.00"),
        QrCode("12-5eed1234-4711"),
        Cut(),
    )
    found = drawn(encode(receipt, 32), 32)
    assert [one["kind"] for one in found][:5] == ["drawer", "line", "line", "qr", *["line"]]
    assert found[-1] == {"kind": "cut"}
    big, money, code = found[1:4]
    assert (text(big), len(big["cells"]), big["bold"], big["double"]) == ("     已付款     ", 16, True, True)
    assert (text(money), len(money["cells"]), money["double"]) == ("余额" + " " * 23 + "12.00", 32, False)
    assert code["text"] == "12-5eed1234-4711"
    assert {len(row) for row in code["modules"]} == {len(code["modules"])}


def test_places_of_the_printer_are_kept_and_what_is_not_understood_is_seen() -> None:
    found = drawn(b"\x1b\x61\x02sum\n\x1b\x61\x01mid\n\x1b\x45", 9)
    assert [text(one) for one in found] == ["      sum", "   mid   ", "[1b 45]  "]
