"""What a proposal says, as people read it. `content` is what was frozen; here each part of it gets its name and its form."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext, lazy_gettext

from protocol.ids import parse_reference
from protocol.instants import BusinessDay, date_of
from protocol.link.certificate import Role as TerminalRole
from protocol.link.rights import Right
from protocol.link.tables import CardState, ClaimReason
from protocol.money import Money
from server.office.bonus_words import say_bonus
from server.office.permissions import Permission
from server.office.services import me
from server.office.wording import say, say_scope
from server.office.wording.money import say_payer
from server.office.wording.stored import told
from server.settlement.findings.cases import CaseKind
from server.settlement.upload_proof import Lack
from server.usecases.cards.replacing import Why
from server.usecases.proposals import Proposal, ProposalKind
from server.usecases.staff.roles import Reach, Role, Scope
from server.web.figures import NOTHING, money_text, the_shop


@dataclass(frozen=True, slots=True)
class Line:
    """One part: what it is called, what it says, and where more of it stands."""

    name: str
    text: str
    there: str = ""


def money_form(minor: Any) -> str:
    """An amount in minor units."""
    return money_text(Money(minor), the_shop().digits)


def _day(day: Any) -> str:
    return date_of(BusinessDay(day)).isoformat()


def _parts(parts: Any) -> str:
    return ", ".join(f"{owner}: {money_form(minor)}" for owner, minor in parts)


FORMS: dict[str, tuple[object, Callable[[Any], str]]] = {
    "card": (lazy_gettext("Card"), str),
    "to": (lazy_gettext("To card"), str),
    "amount": (lazy_gettext("Amount"), money_form),
    "for": (lazy_gettext("What for"), lambda name: say(ClaimReason[name])),
    "file": (lazy_gettext("File"), lambda key: key[:16] + "…"),
    "file_name": (lazy_gettext("Name of the file"), str),
    "count": (lazy_gettext("Rows"), str),
    "rows_hash": (lazy_gettext("Fingerprint of the rows"), lambda key: key[:16] + "…"),
    "float": (lazy_gettext("Unheard of at most"), money_form),
    "branch": (lazy_gettext("Branch"), str),
    "receipt": (lazy_gettext("Receipt"), str),
    "parts": (lazy_gettext("From the owners"), _parts),
    "wrong": (lazy_gettext("Log of corrections"), lambda wrong: gettext("yes") if wrong else gettext("no")),
    "owner": (lazy_gettext("Owner"), str),
    "recorded": (lazy_gettext("Recorded for owner"), str),
    "right": (lazy_gettext("Belongs to owner"), str),
    "from": (lazy_gettext("First day"), _day),
    "late": (lazy_gettext("Of it, for days settled before"), money_form),
    "until": (lazy_gettext("Last day"), _day),
    "payer": (lazy_gettext("Who pays"), say_payer),
    "terminal": (lazy_gettext("Terminal"), str),
    "desk": (lazy_gettext("At desk"), str),
    "certificate": (lazy_gettext("Certificate"), str),
    "group": (lazy_gettext("Group"), str),
    "roles": (lazy_gettext("May"), lambda bits: ", ".join(say(one) for one in TerminalRole(bits))),
    "device": (lazy_gettext("Device"), str),
    "order": (lazy_gettext("Order"), str),
    "lost": (lazy_gettext("What is given up"), str),
    "lacks": (lazy_gettext("What the proof lacks"), lambda lacks: " ".join(say(Lack(one)) for one in lacks.split("; ") if one)),
    "region": (lazy_gettext("Region"), str),
    "name": (lazy_gettext("Name"), str),
    "display": (lazy_gettext("Name that others read"), str),
    "role": (lazy_gettext("Role"), lambda name: say(Role(name))),
    "staff": (lazy_gettext("No."), str),
    "case": (lazy_gettext("Case"), str),
    "subject": (lazy_gettext("About"), told),
    "detail": (lazy_gettext("Detail"), told),
    "why": (lazy_gettext("Why"), lambda name: say(Why(name))),
    "operator": (lazy_gettext("Operator"), str),
    "rights": (lazy_gettext("Rights"), lambda names: ", ".join(say(Right[one.upper()]) for one in names.split(", ") if one)),
    "supervised": (lazy_gettext("Supervised"), lambda so: gettext("yes") if so else gettext("no")),
    "listed": (lazy_gettext("Listed as"), lambda name: say(CardState[name])),
}
_FORMS_OF_CASES = FORMS | {"kind": (lazy_gettext("What"), lambda name: say(CaseKind[name]))}
_CARD = re.compile(r"[0-9]{1,16}\.[0-9]{1,5}", re.ASCII)
_WHOSE = ("card", "owner", "terminal", "file_name", "receipt")
"""Which part says in a list what a proposal is about."""
SCOPE = ("reach", "number")
"""Parts that are told together."""


def lines_of(proposal: Proposal) -> list[Line]:
    """Every part of what was frozen, in its order; one that nobody has named is told as it is."""
    content, scoped = proposal.content, set(SCOPE) <= proposal.content.keys()
    forms = _FORMS_OF_CASES if proposal.kind is ProposalKind.CLOSE_CASE else FORMS
    lines = []
    for name, value in content.items():
        if not (scoped and name in SCOPE):
            words, form = forms.get(name, (name, str))
            lines.append(Line(str(words), NOTHING if value is None else form(value), _there(name, value)))
    if proposal.kind is ProposalKind.TAKE_LOAD_BACK and (bonus := say_bonus(parse_reference(content["receipt"]))):
        lines.append(Line(gettext("Bonus on this load"), bonus))
    if scoped:
        lines.append(scope_line(content))
    return lines


def scope_line(content: Mapping[str, Any]) -> Line:
    """How far somebody reaches."""
    return Line(gettext("Reach"), say_scope(Scope(Reach(content["reach"]), content["number"])))


def summary(proposal: Proposal) -> str:
    """What it is about, in a list."""
    content = proposal.content
    match proposal.kind:
        case ProposalKind.CLOSE_CASE:
            return str(content["case"])
        case ProposalKind.UNLIST_CARD | ProposalKind.REPLACE_CARD:
            return str(content["card"])
        case _ if "amount" in content:
            return f"{money_form(content['amount'])} · {next((content[one] for one in _WHOSE if one in content), '')}".rstrip(
                " ·"
            )
        case _ if "terminal" in content:
            return str(content["terminal"])
        case _:
            return str(content.get("name", ""))


def _there(name: str, value: Any) -> str:
    if name in ("card", "to") and _CARD.fullmatch(str(value)) and me().may(Permission.READ_CARDS):
        number, _, instance = str(value).partition(".")
        return url_for("office.card", number=int(number), instance=int(instance))
    if name == "file":
        return url_for("office.money_file", key=value)
    if name == "receipt":
        return url_for("office.money_receipts", number=value)
    if name == "case" and me().may(Permission.READ_CASES):
        return url_for("office.case", number=value)
    return ""
