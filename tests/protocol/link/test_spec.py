"""SPEC.md is normative: its examples are recomputed here and every code in the program stands in it."""

from __future__ import annotations

import re
from enum import IntEnum, IntFlag
from pathlib import Path

import pytest

from protocol import limits
from protocol.link import (
    desk_orders_codec,
    framing,
    jobs,
    lease_codec,
    operator_pin,
    own_settings,
    packet,
    parameters_codec,
    rows,
    table_codec,
)
from protocol.link.ack import ResultClass
from protocol.link.batch import Flag
from protocol.link.certificate import Role
from protocol.link.codec import TYPE_CODES
from protocol.link.desk_orders import JobReason, OrderKind, Progress
from protocol.link.duty_entries import SignOffReason, SignOnMethod, Tender
from protocol.link.entries import BootReason, CancelReason, Medium
from protocol.link.rights import Right
from protocol.link.seal import Purpose
from protocol.link.signs import ClockDoubt, Part, Sign
from protocol.link.sums import SumKind
from protocol.link.tables import CardState, ClaimReason, TableKind, Target
from protocol.link.violations import Reason
from tests.support.link_examples import PLAIN, SEALED

SPEC = (Path(limits.__file__).parent / "link" / "SPEC.md").read_text()
EXAMPLES = {name: "".join(data.split()) for name, data in re.findall(r"^#### (.+)\n\n```\n([0-9a-f\s]+)```$", SPEC, re.M)}


@pytest.mark.parametrize("name", PLAIN | SEALED)
def test_every_worked_example_is_what_the_program_makes(name: str) -> None:
    assert EXAMPLES[name] == (PLAIN | SEALED)[name].hex()


def test_there_is_no_other_example() -> None:
    assert EXAMPLES.keys() == (PLAIN | SEALED).keys()


@pytest.mark.parametrize(
    "codes",
    [
        OrderKind,
        Progress,
        JobReason,
        Reason,
        Purpose,
        SumKind,
        TableKind,
        CardState,
        ClaimReason,
        ResultClass,
        Role,
        Right,
        Sign,
        Target,
    ],
)
def test_every_code_stands_in_a_table(codes: type[IntEnum] | type[IntFlag]) -> None:
    for code in codes:
        assert re.search(rf"^\| {code.value} \| {code.name} \|", SPEC, re.M), code


@pytest.mark.parametrize("codes", [BootReason, CancelReason, Medium, Flag, Tender, SignOnMethod, SignOffReason, Part, ClockDoubt])
def test_every_small_code_stands_in_its_line(codes: type[IntEnum] | type[IntFlag]) -> None:
    for code in codes:
        assert f"{code.value} {code.name}" in SPEC, code


def test_every_type_of_entry_stands_in_its_table() -> None:
    for kind, code in TYPE_CODES.items():
        assert re.search(rf"^\| {code} \| {kind.__name__} \|", SPEC, re.M), kind


@pytest.mark.parametrize(
    "number",
    [
        limits.OBJECT_BYTES_MAX,
        limits.BATCH_ENTRIES_MAX,
        limits.BATCH_ENTRIES_CLOSE,
        limits.ENTRY_BYTES_MAX,
        limits.TEXT_BYTES_MAX,
        limits.TICKET_BYTES_MAX,
        limits.TENDER_TEXT_BYTES_MAX,
        limits.PAY_OUT_TEXT_BYTES_MAX,
        limits.DRAWER_MAX_MINOR,
        limits.LINES_PER_SALE_MAX,
        limits.LINES_PER_ENTRY_MAX,
        limits.EVIDENCE_MAX,
        limits.QUANTITY_MAX,
        limits.AMOUNT_MAX_MINOR,
        packet.PACKET_BYTES_MAX,
        packet.PACKET_OBJECTS_MAX,
        rows.ROWS_MAX,
        table_codec.USES_MAX,
        operator_pin.VERIFIER_BYTES,
        lease_codec.CLAIMS_MAX,
        desk_orders_codec.ORDERS_MAX,
        parameters_codec.RECEIPT_LINES_MAX,
        parameters_codec.LANGUAGE_BYTES_MAX,
        parameters_codec.LANGUAGES_MAX,
        own_settings.OWN_MAX,
        own_settings.VALUE_BYTES_MAX,
        jobs.JOBS_MAX,
        framing.FRAME_MESSAGE_MAX,
    ],
)
def test_every_limit_stands_in_the_table_of_limits(number: int) -> None:
    table = SPEC[SPEC.index("### 1.5 Limits") : SPEC.index("## 2. Seals")]
    assert re.search(rf"(?<![\d,]){number:,}(?![\d,]*\d)", table), number
