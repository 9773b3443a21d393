"""What cases and worklists say, and what they are about. See `stored`."""

from __future__ import annotations

from server.office.wording.phrase import phrase

_ABOUT = (
    phrase("terminal %(terminal)s batch %(batch)s"),
    phrase("terminal %(terminal)s grand totals of batch %(batch)s"),
    phrase("terminal %(terminal)s start of lineage %(lineage)s"),
    phrase("terminal %(terminal)s lineage %(lineage)s"),
    phrase("terminal %(terminal)s, case %(number)s"),
    phrase("%(reference)s card %(card)s"),
    phrase("object %(hash)s"),
)
_LISTED_BY = (phrase("operator %(number)s at terminal %(terminal)s"),)
_CHANGES = (
    phrase("card %(card)s, counter %(counter)s"),
    phrase("the card moved %(amount)s more than the lines say"),
    phrase("card %(card)s holds a record of %(amount)s that no journal tells of: %(what)s"),
    phrase("a %(kind)s record moves no money"),
    phrase("its terminal told of something else at this place"),
    phrase("its terminal told of a later start, and of nothing at this place before it"),
    phrase("its terminal has told everything since, and nothing of this"),
    phrase("for %(days)s days its terminal told nothing of this place"),
    phrase("card %(card)s says %(amount)s, its journal %(amount_said)s on card %(other)s"),
    phrase("card %(card)s says %(amount)s, a record of the same name %(amount_said)s on card %(other)s"),
    phrase("used, and issued by no terminal"),
    phrase("card %(card)s, counter %(counter)s: this terminal held a snapshot that names %(reference)s's counter"),
    phrase("card %(card)s is listed"),
    phrase("card %(card)s: a sale of %(amount)s, at most %(amount_most)s are allowed"),
    phrase("card %(card)s: %(amount)s on one day, at most %(amount_most)s are allowed"),
    phrase("claim %(number)s is %(claim)s, of %(amount)s"),
    phrase("nobody made this claim"),
    phrase("%(amount)s loaded up to batch %(batch)s, %(amount_granted)s were granted by the table that it held"),
    phrase("%(amount)s came back onto card %(card)s or is promised, %(amount_paid)s were paid from card %(other)s"),
    phrase("no sale is named"),
    phrase(
        "%(amount)s and %(times)s uses came back onto card %(card)s, its sale %(sale)s took %(amount_taken)s and"
        " %(times_taken)s uses"
    ),
)
_JOURNALS = (
    phrase("stored with other bytes too: the journal was copied or put back"),
    phrase("batch %(batch)s says something else"),
    phrase("the sums in the header are not those of the entries"),
    phrase("the batch does not continue the journal known here"),
    phrase("the grand total of %(total)s does not follow from the batch before"),
    phrase("it began at %(at)s ms, %(span)s ms before the last entry of the start before"),
    phrase("entry %(entry)s says %(at)s ms, not between the last contact and the receipt"),
    phrase("entry %(entry)s says %(at)s ms, before the entry before it"),
    phrase("entry %(entry)s proposes business day %(day)s, not between the last contact and the receipt"),
    phrase("batch %(batch)s of terminal %(terminal)s came after certificate %(certificate)s was revoked"),
    phrase("a start of the program stands inside a batch"),
    phrase("no record can say this change: %(what)s"),
    phrase("evidence that is no record"),
    phrase("a shift has no number"),
    phrase("a shift was closed and its cash was not counted"),
    phrase("a shift was handed over to the one who has it"),
    phrase("nothing was paid out"),
    phrase("the amount has the wrong sign for its kind"),
    phrase("an issue starts from nothing and adds nothing"),
    phrase("the UID does not fit the medium"),
    phrase("the static part names another card"),
    phrase("%(count)s carried lines stand before an entry without a basket"),
    phrase("%(count)s carried lines stand before an entry that counts %(counted)s"),
    phrase("%(count)s carried lines stand at the end"),
    phrase("a basket has 1 to %(most)s lines"),
    phrase("a line has no quantity, or is worth more than any record can say"),
    phrase("a discount is negative or above the line's worth"),
)
_COUNTERS = (
    phrase("shift %(shift)s of operator %(operator)s is over by %(amount)s: counted %(each)s"),
    phrase("shift %(shift)s of operator %(operator)s is short by %(amount)s: counted %(each)s"),
    phrase("%(tender)s %(amount)s of %(amount_expected)s"),
    phrase("card %(card)s was reported lost to operator %(operator)s at terminal %(terminal)s: listed %(name)s"),
    phrase("card %(card)s was reported lost to operator %(operator)s at terminal %(terminal)s: no card in use was listed"),
)
_TO_DO = (
    phrase("card %(card)s: tap it at the same terminal, or return the cash and cancel"),
    phrase("card %(card)s: VOID, not charged"),
    phrase("card %(card)s: VOID, not charged, given up by the cashier"),
    phrase("card %(card)s: waits for the card"),
    phrase("card %(card)s: waits for the card, given up by the cashier"),
    phrase("card %(card)s: mark as delivered, or a refund claim follows"),
    phrase("batches %(first)s to %(last)s: bring the stick"),
    phrase("entries %(first)s to %(last)s: bring the stick"),
    phrase("batches %(first)s to %(last)s and entries %(start)s to %(end)s: bring the stick"),
    phrase("no record is missing"),
    phrase("records are missing that no terminal has any more"),
    phrase("no sign of life"),
    phrase("case %(number)s, %(case)s: %(what)s"),
    phrase("%(what)s: %(act)s"),
)
FINDINGS = (*_CHANGES, *_JOURNALS, *_COUNTERS, *_TO_DO, *_ABOUT, *_LISTED_BY)
