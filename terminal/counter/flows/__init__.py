"""The flows under the menu, in the order in which it shows them."""

from __future__ import annotations

from terminal.counter.flow import Flow
from terminal.counter.flows.approve import approving
from terminal.counter.flows.balance import BALANCE
from terminal.counter.flows.desk import DESK
from terminal.counter.flows.duty import DUTY
from terminal.counter.flows.language import LANGUAGE
from terminal.counter.flows.load import LOAD
from terminal.counter.flows.one_tap import ONE_TAP
from terminal.counter.flows.refund import REFUND
from terminal.counter.flows.rehearse import REHEARSE
from terminal.counter.flows.reprint import COPY
from terminal.counter.flows.review import REVIEW
from terminal.counter.flows.stage import STAGE
from terminal.counter.flows.standing import STANDING
from terminal.counter.flows.tender import TENDER
from terminal.counter.flows.ticket import TICKET
from terminal.counter.flows.void import VOID
from terminal.counter.flows.why import WHY

_BY_RIGHT = (LOAD, BALANCE, TENDER, VOID, REFUND, COPY, REVIEW, WHY, TICKET, ONE_TAP, LANGUAGE, STANDING, *DUTY)
FLOWS: tuple[Flow, ...] = (*STAGE, DESK, *_BY_RIGHT, REHEARSE, approving(_BY_RIGHT))
