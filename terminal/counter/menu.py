"""The numbered menu: what the operator on duty may do, three a page."""

from __future__ import annotations

from terminal.counter.flow import Flow
from terminal.counter.flows import FLOWS
from terminal.counter.lines import Lines, row
from terminal.counter.view import View
from terminal.words.catalogue import say
from terminal.words.counter import Word

PER_PAGE = 3


def offered(view: View) -> tuple[Flow, ...]:
    """The flows that this operator may begin."""
    return tuple(flow for flow in FLOWS if flow.right in view.rights and _offers(flow, view))


def _offers(flow: Flow, view: View) -> bool:
    """Whether this terminal has it at all."""
    return flow.role in view.context.roles and flow.rehearsal in (None, view.rehearsal)


def page_of(view: View, page: int) -> tuple[Flow, ...]:
    """The flows of one page; pages go round."""
    flows = offered(view)
    return flows[page * PER_PAGE : (page + 1) * PER_PAGE]


def next_page(view: View, page: int) -> int:
    """The page after this one; after the last the first."""
    return page + 1 if page_of(view, page + 1) else 0


def menu_lines(view: View, page: int) -> Lines:
    """A page as it is shown."""
    flows = page_of(view, page)
    listed = [row(f"{number} {say(flow.title, view.language)}") for number, flow in enumerate(flows, 1)]
    foot = say(Word.NEXT_PAGE, view.language)
    return (*(listed or [say(Word.MENU_EMPTY, view.language)]), foot)
