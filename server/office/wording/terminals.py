"""What is called how on the pages of terminals and branches."""

from __future__ import annotations

from enum import Enum

from flask_babel import lazy_gettext

from protocol.link.certificate import Role
from protocol.link.tables import TableKind
from server.office.queries.fleet.standing import Life, Trouble
from server.settlement.upload_proof import Lack
from server.usecases.declined import Reason
from server.usecases.proposals import ProposalKind
from server.usecases.terminals.enrolments import State

TERMINAL_WORDS: tuple[tuple[Enum, object], ...] = (
    (Reason.NUMBER_TAKEN, lazy_gettext("This number is taken. Choose another one.")),
    (Reason.NUMBER_UNFIT, lazy_gettext("This number does not fit. Look at what is allowed and type it again.")),
    (Reason.TITLE_UNFIT, lazy_gettext("A name has 1 to 60 characters.")),
    (Reason.BRANCH_WITHOUT_NAME, lazy_gettext("This branch has no name yet. Name it first.")),
    (Reason.TERMINAL_RETIRED, lazy_gettext("This terminal is retired for good. Enrol a new one under another number.")),
    (
        Reason.NOT_PROVED,
        lazy_gettext("Not everything is here. Look at what the proof lacks, or let two persons give up what is lost."),
    ),
    (Reason.PROVED, lazy_gettext("Everything is here: this terminal can be retired with proof, and nothing is lost.")),
    (Reason.LOSS_WITHOUT_NAME, lazy_gettext("Name what is given up: it is kept.")),
    (Reason.FILE_TOO_LARGE, lazy_gettext("This is larger than any file of a terminal. Nothing of it was taken.")),
    (
        Reason.NOT_STORED,
        lazy_gettext("The database did not store it. Keep the stick, and upload the same files again in a while."),
    ),
    (Reason.ORDER_OPEN, lazy_gettext("An order for this terminal is open already. Withdraw it first.")),
    (Reason.ORDER_STATE, lazy_gettext("The order is at another point by now. Look again.")),
    (
        Reason.PLACE_UNFIT,
        lazy_gettext(
            "A terminal is 1 to 65535, a branch too, a group 0 to 31; it may do at least one thing, and nothing virtual here."
        ),
    ),
    (
        Reason.ANSWER_UNFIT,
        lazy_gettext("This file is not the answer to this order: another device, place or office, or damaged."),
    ),
    (ProposalKind.ADMIT_TERMINAL, lazy_gettext("admit a device as a terminal")),
    (State.WAITING, lazy_gettext("waits for the device")),
    (State.OVER, lazy_gettext("the code is over")),
    (State.ASKED, lazy_gettext("the device has asked")),
    (State.APPROVED, lazy_gettext("approved, to be signed")),
    (State.SIGNED, lazy_gettext("signed")),
    (State.WITHDRAWN, lazy_gettext("withdrawn")),
    (ProposalKind.RETIRE_TERMINAL, lazy_gettext("retire a terminal without proof")),
    (Lack.NEVER_HEARD, lazy_gettext("No sign of life has ever come from it.")),
    (Lack.NOT_CLOSED, lazy_gettext("It may still sell: close it first.")),
    (Lack.NOT_TOLD, lazy_gettext("It has not heard yet that it is closed: let it send, or carry the answer back by stick.")),
    (Lack.BATCHES, lazy_gettext("Batches that it told of are missing: let it send, or collect them by stick.")),
    (Lack.ENTRIES, lazy_gettext("Its last entries are in no batch yet: let it send once more.")),
    (Lack.HEAD, lazy_gettext("The journal that it signs is not the one that is here: look at its cases.")),
    (Lack.CARDED, lazy_gettext("Cards tell of sales that no batch has brought.")),
    (Lack.OPEN, lazy_gettext("Changes of cards are still open at it: tap these cards there, or settle its cases.")),
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
    (Trouble.FAILING, lazy_gettext("a part has failed")),
    (Trouble.UNWELL, lazy_gettext("a part needs a look")),
    (Trouble.ENDS_SOON, lazy_gettext("certificate ends soon")),
    (Trouble.OLD_TABLES, lazy_gettext("old tables")),
    (Life.OPEN, lazy_gettext("open for business")),
    (Life.CLOSED, lazy_gettext("closed")),
    (Life.BRANCH_CLOSED, lazy_gettext("branch closed")),
    (Life.RETIRED, lazy_gettext("retired for good")),
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
    (TableKind.DESK_ORDERS, lazy_gettext("desk orders")),
)
