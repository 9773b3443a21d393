"""Why a use case declined, for programs and whoever writes them: English, with what to do next."""

from __future__ import annotations

from server.usecases.declined import Reason
from server.web.problems import Problem, problem_of

_LOOK = "Read the thing again and decide anew."
_SAID: dict[Reason, tuple[int, str, str]] = {
    Reason.CHANGED: (409, "It was changed since `version`.", _LOOK),
    Reason.NOT_NEEDED: (409, "That is so already.", "Nothing is left to do."),
    Reason.MEMBER_KNOWN: (409, "A member with this document, or with this name and telephone, is there.", _LOOK),
    Reason.SENT_BEFORE: (
        409,
        "This Idempotency-Key came before with another body, and that was done.",
        "Use a key of its own for each thing that is to be done.",
    ),
    Reason.DAY_PAST: (422, "The last day is over.", "Send a later `last_day`."),
    Reason.CARD_ENDED: (422, "The card was lost, replaced or returned.", "Name its successor."),
    Reason.CARD_UNKNOWN: (422, "There is no such card.", "Compare the number with the one on the card."),
    Reason.AMOUNT_UNFIT: (422, "The amount is too small or too large.", "Send it in minor units, above zero."),
}


def problem_for(reason: Reason) -> Problem:
    """The answer to a request that a use case declined."""
    if reason is Reason.NOT_THERE:
        return problem_of(404)
    status, detail, after = _SAID.get(reason, (422, f"Declined: {reason.value}.", "Correct the request."))
    return Problem(status, reason.name.lower(), detail, after)
