"""What is said where money is moved by decision: names of our enumerations, and of whoever pays."""

from __future__ import annotations

from enum import Enum

from flask_babel import gettext, lazy_gettext

from protocol.link.duty_entries import Tender
from protocol.link.tables import ClaimReason
from server.ledger.chart import Code
from server.settlement.credits.claims import ClaimState
from server.settlement.credits.corrections import Righted
from server.settlement.desk_jobs import JobState
from server.settlement.shifts import ShiftWord
from server.usecases.declined import Reason
from server.usecases.money.claim_files import RowFault
from server.usecases.money.fees import Fee
from server.usecases.proposals import ProposalKind

MONEY_WORDS: tuple[tuple[Enum, object], ...] = (
    (JobState.QUEUED, lazy_gettext("waiting for the desk")),
    (JobState.SENT, lazy_gettext("sent to the desk")),
    (JobState.TAP_NOW, lazy_gettext("tap the card now")),
    (JobState.WRITTEN, lazy_gettext("written, not verified yet")),
    (JobState.VERIFIED, lazy_gettext("verified")),
    (JobState.REFUSED, lazy_gettext("refused by the desk")),
    (JobState.EXPIRED, lazy_gettext("expired")),
    (JobState.CANCELLED, lazy_gettext("called off")),
    (Reason.DAY_PAST, lazy_gettext("The last day is over already. Choose a later one.")),
    (Reason.NO_PAYER, lazy_gettext("Choose who pays.")),
    (Reason.CARD_ENDED, lazy_gettext("This card was lost, replaced or returned. Name its successor.")),
    (Reason.NO_TERMINAL, lazy_gettext("Nobody knows this terminal.")),
    (Reason.CLAIM_OVER, lazy_gettext("This promise is on the card, given back, or about to be. Look at its state.")),
    (Reason.CLAIM_REISSUED, lazy_gettext("This is the balance of a replaced card: it waits for the new one.")),
    (Reason.NOTHING_THERE, lazy_gettext("Nothing lies there.")),
    (Reason.CLAIM_COLUMNS, lazy_gettext("The table needs one column “card” and one column “amount”.")),
    (Reason.NO_RECEIPT, lazy_gettext("No such sale or load stands in the books. Look at the number on the receipt.")),
    (Reason.MORE_THAN_LEFT, lazy_gettext("So much is not left of it. Look at what was given back already.")),
    (Reason.WHOSE_PART, lazy_gettext("Several owners share this sale. Say of whose part so much goes back.")),
    (Reason.SAME_CARD, lazy_gettext("These are one and the same card.")),
    (Reason.NOT_YET, lazy_gettext("The desk's journal has not told of the first half yet. Wait until its job is verified.")),
    (Reason.PERIOD_OPEN, lazy_gettext("Only days that are over are settled. Choose yesterday or earlier.")),
    (Reason.PERIOD_SETTLED, lazy_gettext("These days are settled already. Choose a later last day.")),
    (Reason.MOVED_SINCE, lazy_gettext("It is another amount by now. Reject this, look, and propose it anew.")),
    (ProposalKind.MAKE_CLAIM, lazy_gettext("promise money to a card")),
    (ProposalKind.GRANT_FLOAT, lazy_gettext("let a terminal load more")),
    (ProposalKind.CLOSE_SUSPENSE, lazy_gettext("close what lies in suspense")),
    (ProposalKind.REFUND_SALE, lazy_gettext("refund a sale")),
    (ProposalKind.CORRECT_OWNER, lazy_gettext("correct whose sale it was")),
    (ProposalKind.TAKE_LOAD_BACK, lazy_gettext("take a load back")),
    (ProposalKind.TRANSFER, lazy_gettext("transfer from card to card")),
    (ProposalKind.SETTLE_OWNER, lazy_gettext("settle with an owner")),
    (ProposalKind.CLAIM_FILE, lazy_gettext("promise money by a file")),
    (RowFault.CARD, lazy_gettext("no card number")),
    (RowFault.UNKNOWN, lazy_gettext("nobody knows this card")),
    (RowFault.ENDED, lazy_gettext("lost, replaced or returned")),
    (RowFault.AMOUNT, lazy_gettext("no amount that a card can be given")),
    (RowFault.TWICE, lazy_gettext("the card stands above already")),
    (Fee.ISSUE, lazy_gettext("fee for a new card")),
    (Fee.RETURN, lazy_gettext("fee for a returned card")),
    (Fee.REISSUE, lazy_gettext("fee for a replaced card")),
    (Fee.SWAP, lazy_gettext("fee for a swapped card")),
    (Fee.RENEWAL, lazy_gettext("fee for a renewal")),
    (Fee.KEPT_DEPOSIT, lazy_gettext("deposits kept")),
    (Righted.LOWER, lazy_gettext("recorded too high")),
    (Righted.OWNER, lazy_gettext("recorded for another owner")),
    (Righted.LOAD, lazy_gettext("loaded too much")),
    (ShiftWord.OPENED, lazy_gettext("opened")),
    (ShiftWord.HANDED_OVER, lazy_gettext("handed over")),
    (ShiftWord.CLOSED, lazy_gettext("closed")),
    (Tender.CASH, lazy_gettext("cash")),
    (Tender.CHEQUE, lazy_gettext("cheque")),
    (Tender.BANK_CARD, lazy_gettext("bank card")),
    (Code.CARD_SALE, lazy_gettext("sale")),
    (Code.CARD_VOID, lazy_gettext("void")),
    (Code.LOAD, lazy_gettext("load")),
    (Code.CARD_REFUND, lazy_gettext("refund")),
    (Code.CASH_SALE, lazy_gettext("sale")),
    (Code.CASH_REFUND, lazy_gettext("refund")),
    (Code.OTHER_CHANGE, lazy_gettext("other")),
    (Code.OPEN_LOAD, lazy_gettext("load whose end is not told")),
    (Code.CLAIM, lazy_gettext("claim")),
    (Code.PAY_OUT, lazy_gettext("paid out")),
    (ClaimReason.SUBSIDY, lazy_gettext("subsidy")),
    (ClaimReason.REFUND, lazy_gettext("refund")),
    (ClaimReason.TOP_UP, lazy_gettext("top-up")),
    (ClaimReason.BONUS, lazy_gettext("bonus on a load")),
    (ClaimReason.REISSUE, lazy_gettext("balance of a replaced card")),
    (ClaimState.WAITING, lazy_gettext("waiting for a terminal")),
    (ClaimState.LEASED, lazy_gettext("waiting at one terminal")),
    (ClaimState.WITHDRAWN, lazy_gettext("being taken back")),
    (ClaimState.WRITTEN, lazy_gettext("on the card")),
    (ClaimState.RETURNED, lazy_gettext("given back")),
)


def say_payer(text: str) -> str:
    """Who pays for a promise, as `payers` writes it."""
    name, _, number = text.partition(":")
    match name:
        case "house":
            return str(gettext("the house"))
        case "bank":
            return str(gettext("paid by bank or online"))
        case "branch":
            return str(gettext("branch %(number)s", number=number))
        case "owner":
            return str(gettext("owner %(number)s", number=number))
        case _:
            return text
