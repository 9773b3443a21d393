"""If these failed, a page would show a name that only the program knows, or stay English for somebody who reads Chinese."""

from __future__ import annotations

import re
from collections import Counter
from enum import Enum
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.extract import extract_from_dir
from flask import Flask

import server
from protocol.card.record import Kind
from protocol.discounts import Because
from protocol.link.certificate import Role as TerminalRole
from protocol.link.desk_orders import JobReason, OrderKind
from protocol.link.duty_entries import Tender
from protocol.link.entries import Body, Medium
from protocol.link.rights import Right
from protocol.link.signs import ClockDoubt, Part, Sign
from protocol.link.tables import CardState, ClaimReason, TableKind
from server.ledger.chart import Code
from server.masters.faults import Fault as MasterFault
from server.office.forms.tokens import SCOPES
from server.office.queries.fleet.standing import Life, Trouble
from server.office.queries.own_settings import Whence
from server.office.reports.names import code_name
from server.office.wording import say
from server.office.wording.entries import ENTRY_WORDS
from server.settlement.cards.chain import State
from server.settlement.credits.claims import ClaimState
from server.settlement.credits.corrections import Righted
from server.settlement.desk_jobs import JobState
from server.settlement.findings.cases import Act, CaseClass, CaseKind
from server.settlement.findings.worklists import Duty
from server.settlement.shifts import ShiftWord
from server.settlement.upload_proof import Lack
from server.usecases.cards.classes import CardKind
from server.usecases.cards.life import CardAct, CardLife
from server.usecases.cards.replacing import Why
from server.usecases.catalogue.item_lists import Coming
from server.usecases.declined import Reason
from server.usecases.members.details import Column, Fault, FieldKind, Sex
from server.usecases.money.claim_files import RowFault
from server.usecases.money.fees import Fee
from server.usecases.proposals import ProposalKind
from server.usecases.staff.api_tokens import ApiScope
from server.usecases.staff.roles import Role
from server.usecases.terminals.enrolments import State as EnrolmentState
from server.web.language import FOLDER, LANGUAGES, catalogue, speak

SHOWN: tuple[type[Enum], ...] = (
    Reason,
    Role,
    ProposalKind,
    CaseClass,
    CaseKind,
    Act,
    Duty,
    CardState,
    CardLife,
    CardAct,
    Why,
    OrderKind,
    JobState,
    JobReason,
    CardKind,
    Kind,
    State,
    Medium,
    Sex,
    FieldKind,
    Column,
    Fault,
    ClaimReason,
    ClaimState,
    Righted,
    JobState,
    Fee,
    RowFault,
    ShiftWord,
    Tender,
    TerminalRole,
    TableKind,
    Life,
    Trouble,
    Whence,
    Sign,
    Part,
    ClockDoubt,
    EnrolmentState,
    Lack,
    Coming,
    MasterFault,
    Because,
    Right,
)
FOLDERS = [Path(server.__file__).parent / name for name in ("members", "office", "web")]
METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "phrase": None}
PLACE = re.compile(r"%\(\w+\)s")


def english() -> dict[str, str]:
    """Every sentence of the pages, and a file that has it."""
    found: dict[str, str] = {}
    for folder in FOLDERS:
        for file, _, message, _, _ in extract_from_dir(folder, METHODS, options_map={}, keywords=KEYWORDS):
            assert isinstance(message, str)
            found.setdefault(message, f"{folder.name}/{file}")
    return found


def test_everything_that_is_shown_has_a_name() -> None:
    app = Flask(__name__)
    speak(app)
    app.secret_key = "test"
    with app.test_request_context():
        names = [say(one) for kind in SHOWN for one in kind] + [code_name(one) for one in Code]
        names += [str(ENTRY_WORDS[one]) for one in get_args(Body)] + [str(SCOPES[one]) for one in ApiScope]
    assert all(names)


TRANSLATED = [name for name in LANGUAGES if name != "en"]


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_sentence_is_translated_twice(language: str) -> None:
    entries = [entry for path in (FOLDER / language).glob("*.po") for entry in path.read_text().split("\n\n")[1:]]
    said = Counter(entry.strip().partition("msgstr")[0] for entry in entries)
    assert [sentence for sentence, times in said.items() if times > 1] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_said_in_every_language_with_the_same_places(language: str) -> None:
    said = {str(message.id): str(message.string) for message in catalogue(language) if message.id}
    spoken = english()
    assert {sentence: file for sentence, file in spoken.items() if not said.get(sentence)} == {}
    assert set(said) - set(spoken) == set()
    assert [id for id, words in said.items() if sorted(PLACE.findall(id)) != sorted(PLACE.findall(words))] == []
