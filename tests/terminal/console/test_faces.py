"""If these failed, the cashier or the program that drives a terminal would read something else than was said."""

from __future__ import annotations

import io
import json

from terminal.console.faces import JsonFace, TextFace
from terminal.face import Notice
from terminal.sale.effects import Tone
from terminal.sale.screens import BLANK, Screen, customer_words

PAID = Notice("paid", Screen(("PAID GBP 2.00", "1001"), customer_words("PAID", "BAL 48.00")), Tone.GOOD, (("amount", 200),))


def test_text_marks_the_tone_and_puts_the_members_lines_beside() -> None:
    out = io.StringIO()
    face = TextFace(out)
    face.show(PAID)
    for tone in (Tone.PLAIN, Tone.BAD, Tone.HOLD):
        face.show(Notice("x", Screen((tone.value,), BLANK), tone))
    face.open_pin_pad()
    face.answer({"code": "ticket", "ticket": "A1", "fate": "PAID"})
    assert out.getvalue().splitlines() == [
        f"{'+ PAID GBP 2.00':<60} [PAID | BAL 48.00]",
        "  1001",
        "  plain",
        "! bad",
        "* hold",
        "  PIN: ",
        "  code ticket  ticket A1  fate PAID",
    ]


def test_a_notice_without_words_is_an_empty_line() -> None:
    out = io.StringIO()
    TextFace(out).show(Notice("x", Screen((), BLANK)))
    assert out.getvalue() == "  \n"


def test_json_is_one_object_a_line() -> None:
    out = io.StringIO()
    face = JsonFace(out)
    face.show(PAID)
    face.open_pin_pad()
    face.answer({"code": "status", "totals": {"LOADS": [1, 5]}})
    face.show(Notice("x", Screen(("未完成",), BLANK), Tone.HOLD))
    assert "未完成" in out.getvalue()
    assert [json.loads(line) for line in out.getvalue().splitlines()] == [
        {"code": "paid", "tone": "good", "operator": ["PAID GBP 2.00", "1001"], "amount": 200},
        {"code": "pin-pad"},
        {"code": "status", "totals": {"LOADS": [1, 5]}},
        {"code": "x", "tone": "hold", "operator": ["未完成"]},
    ]
