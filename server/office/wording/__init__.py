"""What our enumerations are called on pages. Each name is looked up when a page is made, in its language."""

from __future__ import annotations

from enum import Enum

from flask_babel import gettext, lazy_gettext

from protocol.card.record import Kind
from protocol.link.entries import Medium
from protocol.link.tables import CardState
from server.masters.faults import Mistake
from server.office.wording.cards import CARD_WORDS
from server.office.wording.catalogue import CATALOGUE_WORDS
from server.office.wording.money import MONEY_WORDS
from server.office.wording.signs import SIGN_WORDS
from server.office.wording.terminals import TERMINAL_WORDS
from server.settlement.cards.chain import State
from server.settlement.findings.cases import Act, CaseClass, CaseKind
from server.settlement.findings.worklists import Duty
from server.usecases.declined import Reason
from server.usecases.members.details import Column, Fault, FieldKind, Sex
from server.usecases.proposals import ProposalKind
from server.usecases.staff.roles import Reach, Role, Scope

_WORDS: tuple[tuple[Enum, object], ...] = (
    *TERMINAL_WORDS,
    *SIGN_WORDS,
    *CARD_WORDS,
    *MONEY_WORDS,
    (Reason.NOT_THERE, lazy_gettext("There is nothing here, or nothing that you may see.")),
    (Reason.NO_REASON, lazy_gettext("Say why: it is kept.")),
    (Reason.NOT_NEEDED, lazy_gettext("That is so already.")),
    (Reason.NAME_TAKEN, lazy_gettext("Somebody signs in with this name already.")),
    (Reason.NAME_UNFIT, lazy_gettext("A name to sign in with has 2 to 40 letters, digits or . _ - @.")),
    (Reason.ROLE_UNFIT, lazy_gettext("This role does not go with this reach.")),
    (Reason.PASSWORD_SHORT, lazy_gettext("A password has at least 8 characters; 15 are better.")),
    (Reason.PASSWORD_LONG, lazy_gettext("A password has at most 256 characters.")),
    (Reason.PASSWORD_COMMON, lazy_gettext("This is one of the passwords that everybody tries first.")),
    (Reason.PASSWORD_WRONG, lazy_gettext("The password is wrong.")),
    (Reason.PASSWORD_SAME, lazy_gettext("This is the old password.")),
    (Reason.CODE_WRONG, lazy_gettext("The one-time code is wrong. Is the telephone's clock right?")),
    (
        Reason.WORD_WRONG,
        lazy_gettext("This is not the word that the server's console printed last, or it is an hour old."),
    ),
    (Reason.ALREADY_SET_UP, lazy_gettext("Head office is set up already. Sign in.")),
    (Reason.SAME_PERSON, lazy_gettext("Another person must decide this.")),
    (Reason.DECIDED, lazy_gettext("This was decided already.")),
    (Reason.EXPIRED, lazy_gettext("This has expired. It must be proposed again.")),
    (Reason.CHANGED, lazy_gettext("This is not what was shown to you. Look again.")),
    (Reason.LAST_ADMINISTRATOR, lazy_gettext("Nobody would be left to administer.")),
    (Reason.ONESELF, lazy_gettext("You cannot do this to yourself.")),
    (
        Reason.SENT_BEFORE,
        lazy_gettext("This form was sent before with something else in it, and that was done. Send it again to do this too."),
    ),
    (Reason.TOKEN_UNFIT, lazy_gettext("Choose at least one thing that the token may do, and at most 400 days.")),
    (Reason.CASE_CLOSED, lazy_gettext("This case is closed already.")),
    (
        Reason.MEMBER_KNOWN,
        lazy_gettext("A member with this document, or with this name and telephone number, is known already. Look there first."),
    ),
    (Reason.MEMBER_LEFT, lazy_gettext("This member has left. Take the member back first.")),
    (Reason.CARD_HELD, lazy_gettext("This card is another member's. Take it there first, and say why.")),
    (Reason.PHOTO_UNFIT, lazy_gettext("This is not a JPEG, PNG or WebP picture of at most 40 megapixels.")),
    (Reason.FILE_UNREADABLE, lazy_gettext("This is no table that can be read: CSV (UTF-8 or GB 18030) or XLSX.")),
    (Reason.FILE_LONG, lazy_gettext("One file may have 10,000 rows, 40 columns and 8 MiB. Make several of it.")),
    (Reason.FILE_EMPTY, lazy_gettext("There is no row below the headings.")),
    (
        Reason.FILE_COLUMNS,
        lazy_gettext("A heading is not known or stands there twice, or there is none for names. Start from the template."),
    ),
    (Reason.FILE_FAULTY, lazy_gettext("Something in the file is wrong. Nothing was taken over.")),
    (Reason.FILE_DONE, lazy_gettext("This very file was taken over already.")),
    (Reason.ROSTER_LONG, lazy_gettext("These are more members than one file may have. Choose one branch.")),
    (Reason.FIELD_UNFIT, lazy_gettext("A field needs a name of at most 40 characters; one to choose from needs its choices.")),
    (Reason.FIELD_TAKEN, lazy_gettext("There is a field with this name already.")),
    (Reason.FIELDS_FULL, lazy_gettext("There are 30 fields already. Use an old one again.")),
    (Reason.DESK_UNFIT, lazy_gettext("This terminal is no desk, or its certificate does not allow that. Choose another one.")),
    (Reason.CARD_KNOWN, lazy_gettext("There is a card with this number already.")),
    (Reason.CARD_UNKNOWN, lazy_gettext("No such card was made yet.")),
    (Reason.CARD_BUSY, lazy_gettext("A desk job for this card is open. Wait for it, or cancel it.")),
    (Reason.AMOUNT_UNFIT, lazy_gettext("This amount is too small or too large.")),
    (Reason.DAYS_UNFIT, lazy_gettext("A card cannot end before it begins.")),
    (Reason.JOB_OVER, lazy_gettext("This job is over: nothing can be cancelled any more.")),
    (Role.ADMINISTRATOR, lazy_gettext("administrator")),
    (Role.FINANCE, lazy_gettext("finance")),
    (Role.CASHIER, lazy_gettext("cashier")),
    (Role.BRANCH_MANAGER, lazy_gettext("branch manager")),
    (Role.OWNER, lazy_gettext("owner")),
    (Role.AUDITOR, lazy_gettext("auditor")),
    (Role.ATTENDANT, lazy_gettext("attendant (terminals only)")),
    (ProposalKind.ADD_STAFF, lazy_gettext("add somebody to the staff")),
    (ProposalKind.CHANGE_STAFF, lazy_gettext("change a role")),
    (ProposalKind.RESET_STAFF, lazy_gettext("let somebody begin anew")),
    (ProposalKind.CLOSE_CASE, lazy_gettext("close a case")),
    (ProposalKind.CHANGE_OPERATOR, lazy_gettext("give an operator power")),
    (CaseClass.NOTE, lazy_gettext("notes")),
    (CaseClass.BRANCH, lazy_gettext("branch")),
    (CaseClass.FINANCE, lazy_gettext("finance")),
    (CaseClass.SECURITY, lazy_gettext("security")),
    (CaseClass.ENGINEERING, lazy_gettext("engineering")),
    (CaseKind.FORK, lazy_gettext("two records at one counter")),
    (CaseKind.CANCELLED_BUT_DEBITED, lazy_gettext("cancelled, but the card was charged")),
    (CaseKind.VALUE_WITHOUT_SOURCE, lazy_gettext("value without a source")),
    (CaseKind.VALUE_LOST, lazy_gettext("value lost on the card")),
    (CaseKind.BASKET, lazy_gettext("lines that do not add up")),
    (CaseKind.KEY_CONFLICT, lazy_gettext("one entry, two contents")),
    (CaseKind.BATCH_CONFLICT, lazy_gettext("one batch, two contents")),
    (CaseKind.TOTALS, lazy_gettext("totals that do not fit")),
    (CaseKind.HEAD_MISMATCH, lazy_gettext("a journal that does not continue")),
    (CaseKind.SIGN, lazy_gettext("an amount on the wrong side of zero")),
    (CaseKind.NO_RECORD, lazy_gettext("a change without a record beneath it")),
    (CaseKind.ISSUE, lazy_gettext("an issue that does not fit")),
    (CaseKind.EVIDENCE, lazy_gettext("evidence that cannot be read")),
    (CaseKind.START, lazy_gettext("a start that does not fit")),
    (CaseKind.HOLE_MISMATCH, lazy_gettext("a gap that does not fit its neighbours")),
    (CaseKind.ABANDONED_BUT_DEBITED, lazy_gettext("given up, but the card was charged")),
    (CaseKind.ROLLBACK, lazy_gettext("an old state of the card came back")),
    (CaseKind.LISTED_USED, lazy_gettext("a listed card was used")),
    (CaseKind.TERMINAL_DEFECT, lazy_gettext("a terminal took a card that it had to refuse")),
    (CaseKind.LIMIT_BREACH, lazy_gettext("a limit was passed")),
    (CaseKind.FLOAT_BREACH, lazy_gettext("more was loaded than the terminal may")),
    (CaseKind.DOUBLE_CLAIM, lazy_gettext("a claim was paid twice")),
    (CaseKind.SUSPECT_CLOCK, lazy_gettext("a clock that is wrong")),
    (CaseKind.UNKNOWN_CARD, lazy_gettext("a card that nobody issued")),
    (CaseKind.AFTER_REVOCATION, lazy_gettext("signed after the certificate was revoked")),
    (CaseKind.REFUND_ABOVE_SALE, lazy_gettext("more was refunded than sold")),
    (CaseKind.REFUND_WITHOUT_SALE, lazy_gettext("a refund that names no sale")),
    (CaseKind.UNTOLD_RECORD, lazy_gettext("a record of which no journal tells")),
    (CaseKind.UNCONFIRMED_RECORD, lazy_gettext("a record that was not confirmed")),
    (CaseKind.RECORD_CONTRADICTED, lazy_gettext("a record that its journal contradicts")),
    (CaseKind.VOID_OF_ANOTHER_SUM, lazy_gettext("a void that does not undo its sale")),
    (CaseKind.DRAWER, lazy_gettext("a drawer that does not fit")),
    (CaseKind.SHIFT_DIFFERENCE, lazy_gettext("a shift that is over or short")),
    (CaseKind.LOSS_REPORTED, lazy_gettext("a card was reported lost")),
    (Act.LOOK, lazy_gettext("look at both sides")),
    (Act.REFUND_CLAIM, lazy_gettext("a refund claim for the member")),
    (Act.CREDIT_CLAIM, lazy_gettext("a claim for the member after a check")),
    (Act.REISSUE, lazy_gettext("re-issue the card from the ledger")),
    (Act.REPROVISION, lazy_gettext("collect the terminal's evidence and provision it anew")),
    (Act.CORRECT, lazy_gettext("correct the software or the masters")),
    (Act.CHECK_CLOCK, lazy_gettext("check the clock and its battery")),
    (Act.RECOVER, lazy_gettext("settle with the terminal's keeper")),
    (Act.RELEASE, lazy_gettext("release from quarantine, or keep")),
    (Duty.OPEN_LOADS, lazy_gettext("open loads")),
    (Duty.OPEN_CHANGES, lazy_gettext("open changes")),
    (Duty.UNSHOWN_DEBITS, lazy_gettext("debits that were never shown as PAID")),
    (Duty.MISSING_BATCHES, lazy_gettext("missing batches")),
    (Duty.AGED_SUSPENSE, lazy_gettext("aged suspense")),
    (Duty.BLOCKED_TERMINALS, lazy_gettext("blocked terminals")),
    (Duty.SILENT_TERMINALS, lazy_gettext("silent terminals")),
    (Duty.SHIFT_DIFFERENCES, lazy_gettext("shifts that are over or short")),
    (Duty.CASES, lazy_gettext("cases")),
    (CardState.OK, lazy_gettext("in order")),
    (CardState.LOST, lazy_gettext("lost")),
    (CardState.STOLEN, lazy_gettext("stolen")),
    (CardState.RETURNED, lazy_gettext("returned")),
    (CardState.REPLACED, lazy_gettext("replaced")),
    (CardState.NOT_SOLD, lazy_gettext("not sold")),
    (CardState.LOCKED, lazy_gettext("locked")),
    (CardState.UNDER_REVIEW, lazy_gettext("under review")),
    (Kind.ISSUE, lazy_gettext("issue")),
    (Kind.SALE, lazy_gettext("sale")),
    (Kind.VOID, lazy_gettext("void")),
    (Kind.LOAD, lazy_gettext("load")),
    (Kind.REFUND, lazy_gettext("refund")),
    (Kind.CLAIM, lazy_gettext("claim")),
    (Kind.PIN_TRY, lazy_gettext("PIN try")),
    (Kind.CONFIRM, lazy_gettext("confirmation")),
    (Kind.LOCK, lazy_gettext("lock")),
    (Kind.UNLOCK, lazy_gettext("unlock")),
    (Kind.CASH_OUT, lazy_gettext("balance paid out")),
    (State.OPEN, lazy_gettext("open")),
    (State.DECLARED, lazy_gettext("told by its terminal")),
    (State.CANCELLED, lazy_gettext("cancelled")),
    (State.VOIDED, lazy_gettext("another record stands in its place")),
    (State.ORPHAN, lazy_gettext("end not told, on the card")),
    (State.RECOVERED, lazy_gettext("known from the card alone")),
    (Sex.UNKNOWN, lazy_gettext("not told")),
    (Sex.MALE, lazy_gettext("male")),
    (Sex.FEMALE, lazy_gettext("female")),
    (FieldKind.TEXT, lazy_gettext("text")),
    (FieldKind.NUMBER, lazy_gettext("number")),
    (FieldKind.DAY, lazy_gettext("day")),
    (FieldKind.CHOICE, lazy_gettext("one of several")),
    (Column.NAME, lazy_gettext("Name")),
    (Column.SEX, lazy_gettext("Sex")),
    (Column.BIRTHDAY, lazy_gettext("Birthday")),
    (Column.MOBILE, lazy_gettext("Mobile")),
    (Column.PHONE, lazy_gettext("Telephone")),
    (Column.EMAIL, lazy_gettext("E-mail")),
    (Column.DOCUMENT, lazy_gettext("Identity document")),
    (Column.COMPANY, lazy_gettext("Company")),
    (Column.POST, lazy_gettext("Post")),
    (Column.ADDRESS, lazy_gettext("Address")),
    (Column.REMARKS, lazy_gettext("Remarks")),
    (Column.BRANCH, lazy_gettext("Home branch")),
    (Fault.MISSING, lazy_gettext("This is needed.")),
    (Fault.TOO_LONG, lazy_gettext("This is too long.")),
    (Fault.NO_DAY, lazy_gettext("This is not a day that can be, such as 1990-05-17.")),
    (Fault.NO_NUMBER, lazy_gettext("This is not a number.")),
    (Fault.NO_PHONE, lazy_gettext("A telephone number has 3 to 15 digits.")),
    (Fault.NO_EMAIL, lazy_gettext("This is not an e-mail address.")),
    (Fault.NO_CHOICE, lazy_gettext("This is none of the choices.")),
    (Fault.NO_BRANCH, lazy_gettext("There is no branch with this number.")),
    (Fault.FORMULA, lazy_gettext("A formula is not taken: put its value there.")),
    (Fault.NO_MEMBER, lazy_gettext("There is no member with this number.")),
    (Fault.NO_HEADING, lazy_gettext("There is no heading above this cell.")),
    (Fault.TWICE, lazy_gettext("Somebody above in the file seems to be the same person.")),
    (Fault.KNOWN, lazy_gettext("A member who seems to be the same person is known already.")),
    (Medium.MIFARE_1K, lazy_gettext("MIFARE Classic 1K")),
    (Medium.SLE4442, lazy_gettext("SLE4442")),
)
_BY_NAME = {(type(one), one.name): words for one, words in (*_WORDS, *CATALOGUE_WORDS)}


def say(one: Enum) -> str:
    """The name of this on a page. Enumerations of numbers are equal to each other across kinds, hence by type and name."""
    return str(_BY_NAME[type(one), one.name])


def fault_words(mistake: Mistake) -> str:
    """What is wrong with a value of the masters."""
    return say(mistake.fault) % mistake.values


def say_scope(scope: Scope) -> str:
    """How far somebody reaches."""
    if scope.reach is Reach.ALL:
        return str(gettext("everything"))
    if scope.reach is Reach.REGION:
        return str(gettext("region %(number)s", number=scope.number))
    if scope.reach is Reach.BRANCH:
        return str(gettext("branch %(number)s", number=scope.number))
    return str(gettext("owner %(number)s", number=scope.number))
