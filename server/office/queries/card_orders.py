"""What was ordered for a card, what was taken for it, and how far its replacing is."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import CardInstance
from protocol.instants import Instant
from protocol.money import Money
from server.office.queries.desk_jobs import jobs_of_card
from server.settlement.credits.dues import Dues, dues_for
from server.settlement.credits.reissue import Share, share_now
from server.settlement.desk_jobs import DeskJob, JobState
from server.settlement.findings.worklist_rows import contacts
from server.usecases.cards.issuing import cause_of
from server.usecases.cards.orders import dues_to_give_back
from server.usecases.cards.replacing import Replacing, replacing_of, unfinished
from server.usecases.staff.roles import Scope
from server.web.paging import ROWS, Page, page_of


@dataclass(frozen=True, slots=True)
class Ordered:
    """A job, how it stands now, and what the member paid for it at the office. `back`: nothing came of it, and that is to be
    given back."""

    job: DeskJob
    state: JobState
    dues: Dues | None
    back: bool


@dataclass(frozen=True, slots=True)
class Replaced:
    """A card that was replaced, and what there is to say of its balance now."""

    replacing: Replacing
    share: Share

    @property
    def waits(self) -> Money:
        """What is not over yet."""
        return self.share.ledger - self.share.moved


def ordered_for(card: CardInstance, scope: Scope, now: Instant) -> list[Ordered]:
    """The jobs of one card as they stand now, the newest first."""
    return [
        Ordered(job, job.state_at(now), dues_for(cause_of(job.number)), dues_to_give_back(job, now))
        for job in jobs_of_card(card, scope)
    ]


def replaced(card: CardInstance) -> Replaced | None:
    """How a card was replaced, if it was."""
    replacing = replacing_of(card)
    share = None if replacing is None else share_now(card, contacts())
    return None if replacing is None or share is None else Replaced(replacing, share)


def replaced_page(after: int) -> Page[Replaced]:
    """Replaced cards of which something may still come over, from behind a card number on."""
    known, rows = contacts(), unfinished(after, ROWS + 1)
    shares = [(one, share_now(one.card, known)) for one in rows]
    return page_of([Replaced(one, share) for one, share in shares if share is not None], lambda one: one.replacing.card.number)
