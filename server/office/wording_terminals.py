"""What is called how on the pages of terminals and branches."""

from __future__ import annotations

from enum import Enum

from flask_babel import lazy_gettext

from protocol.link.certificate import Role
from protocol.link.tables import TableKind
from server.office.queries.fleet.standing import Life, Trouble
from server.usecases.declined import Reason
from server.usecases.proposals import ProposalKind

TERMINAL_WORDS: tuple[tuple[Enum, object], ...] = (
    (Reason.NUMBER_TAKEN, lazy_gettext("This number is taken. Choose another one.")),
    (Reason.NUMBER_UNFIT, lazy_gettext("This number does not fit. Look at what is allowed and type it again.")),
    (Reason.TITLE_UNFIT, lazy_gettext("A name has 1 to 60 characters.")),
    (Reason.BRANCH_WITHOUT_NAME, lazy_gettext("This branch has no name yet. Name it first.")),
    (Reason.TERMINAL_RETIRED, lazy_gettext("This terminal is retired for good. Enrol a new one under another number.")),
    (ProposalKind.MOVE_BRANCH, lazy_gettext("put a branch into a region")),
    (ProposalKind.SET_TERMINAL, lazy_gettext("set a terminal's owner and float")),
    (ProposalKind.RELEASE_CERTIFICATE, lazy_gettext("take back a revocation")),
    (Trouble.REVOKED, lazy_gettext("revoked")),
    (Trouble.BLOCKED, lazy_gettext("blocked by a case")),
    (Trouble.NO_CERTIFICATE, lazy_gettext("never shown a certificate")),
    (Trouble.ENDED, lazy_gettext("certificate is over")),
    (Trouble.MISSING, lazy_gettext("batches missing")),
    (Trouble.SILENT, lazy_gettext("silent for a day")),
    (Trouble.CLOCK, lazy_gettext("clock is wrong")),
    (Trouble.ENDS_SOON, lazy_gettext("certificate ends soon")),
    (Trouble.OLD_TABLES, lazy_gettext("old tables")),
    (Life.OPEN, lazy_gettext("open")),
    (Life.CLOSED, lazy_gettext("closed")),
    (Life.BRANCH_CLOSED, lazy_gettext("branch closed")),
    (Life.RETIRED, lazy_gettext("retired")),
    (Role.SELL, lazy_gettext("sell")),
    (Role.LOAD, lazy_gettext("load")),
    (Role.CASH_OUT, lazy_gettext("pay out")),
    (Role.PERSONALISE, lazy_gettext("make cards")),
    (Role.REPAIR, lazy_gettext("repair cards")),
    (Role.VIRTUAL, lazy_gettext("virtual devices")),
    (TableKind.ITEMS, lazy_gettext("items and prices")),
    (TableKind.CLASSES, lazy_gettext("card classes")),
    (TableKind.DISCOUNTS, lazy_gettext("discounts")),
    (TableKind.OPERATORS, lazy_gettext("operators")),
    (TableKind.PARAMETERS, lazy_gettext("parameters")),
    (TableKind.CARD_STATES, lazy_gettext("card states")),
    (TableKind.LEASES, lazy_gettext("its own float, claims and lock")),
)
