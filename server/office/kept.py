"""What the audit and the first record of a member keep as JSON, part by part as people read it.

A part is named and formed as in a proposal, in the settings or in the list of articles; one that nobody has named is shown as
it is kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from flask import current_app
from flask_babel import gettext, lazy_gettext

from server.office.forms.parameters import LABELS
from server.office.forms.tokens import SCOPES
from server.office.proposal_lines import FORMS, SCOPE, Line, money_form, scope_line
from server.office.wording import say
from server.office.wording.catalogue import FIELDS
from server.office.wording.stored import told
from server.settlement.findings.cases import CaseKind
from server.usecases.members.details import Column, FieldKind, Sex
from server.usecases.staff.api_tokens import ApiScope
from server.web.figures import NOTHING, percent_text, price_text, the_shop

_MORE: dict[str, tuple[object, Callable[[Any], str]]] = {
    "mills": (lazy_gettext("Price"), lambda mills: price_text(mills, the_shop().digits)),
    "from": (lazy_gettext("From"), str),
    "until": (lazy_gettext("Until"), lambda when: _until(when)),
    "days": (lazy_gettext("Days"), str),
    "for": (lazy_gettext("For"), lambda text: told(text)),
    "cause": (lazy_gettext("Cause"), lambda text: told(text)),
    "deposit": (lazy_gettext("Deposit"), money_form),
    "fee": (lazy_gettext("Fee"), money_form),
    "kept": (lazy_gettext("Kept of the deposit"), money_form),
    "moved": (lazy_gettext("Moved"), money_form),
    "waits": (lazy_gettext("Waits"), money_form),
    "basis points": (lazy_gettext("Discount"), percent_text),
    "discount_bp": (lazy_gettext("Discount"), percent_text),
    "member": (lazy_gettext("Member"), str),
    "job": (lazy_gettext("Desk job"), str),
    "version": (lazy_gettext("Version"), str),
    "by": (lazy_gettext("By"), lambda text: told(text)),
    "batch": (lazy_gettext("Batch"), str),
    "entry": (lazy_gettext("Entry"), str),
    "rows": (lazy_gettext("Rows"), str),
    "new": (lazy_gettext("New"), str),
    "kind": (lazy_gettext("What"), lambda name: say(_KINDS[name])),
    "active": (lazy_gettext("In use"), str),
    "required": (lazy_gettext("Must be filled in"), str),
    "choices": (lazy_gettext("To choose from, one on each line"), lambda given: ", ".join(given)),
    "place": (lazy_gettext("Place"), str),
    "scopes": (lazy_gettext("What it may do"), lambda names: ", ".join(str(SCOPES[ApiScope(one)]) for one in names)),
    "sex": (lazy_gettext("Sex"), lambda name: say(Sex[name.upper()])),
}
_KINDS: dict[str, Enum] = {one.name.lower(): one for one in FieldKind} | {one.name: one for one in CaseKind}
_OF_MEMBERS = {one.value: one for one in Column}


def _until(when: int) -> str:
    """A last day, or an instant, which is a far larger number."""
    return str(current_app.jinja_env.filters["instant" if when > 2**32 else "day"](when))


def kept_parts(text: str) -> list[Line]:
    """The parts of a JSON object, or nothing where nothing was kept."""
    return parts_of(json.loads(text)) if text else []


def parts_of(kept: Mapping[str, Any]) -> list[Line]:
    """The same of what was read already."""
    scoped = set(SCOPE) <= kept.keys()
    lines = [Line(_name(key), _value(key, value)) for key, value in kept.items() if not (scoped and key in SCOPE)]
    return [*lines, scope_line(kept)] if scoped else lines


def _name(key: str) -> str:
    if key in _MORE or key in FORMS:
        return str((_MORE.get(key) or FORMS[key])[0])
    if key in _OF_MEMBERS:
        return say(_OF_MEMBERS[key])
    if key in FIELDS:
        return str(FIELDS[key])
    return str(LABELS[key][0]) if key in LABELS else key.removeprefix("+ ")


def _value(key: str, value: Any) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    known = _MORE.get(key) or FORMS.get(key)
    try:
        return known[1](value) if known else _plain(value)
    except (KeyError, ValueError, TypeError, AttributeError):  # one name, and another thing in an older or other deed
        return _plain(value)


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
