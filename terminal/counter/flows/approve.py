"""A supervisor lends a right for one act: he proves who he is, the operator chooses the flow, and its act is journalled right
after the approval (L1, L2, L8).

The flow that is begun runs inside this one, so that it ends, with what was lent, in whatever way it ends.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from protocol.ids import OperatorId
from protocol.link.duty_entries import Approval
from protocol.link.rights import Right
from terminal.counter.acts import Act, Journal, PadWipe, ToSale
from terminal.counter.events import Event, Journalled, KeyPressed
from terminal.counter.flow import Flow, Moved, done
from terminal.counter.flows.keying import chosen, ended, tell
from terminal.counter.flows.proving import As, Numbering, Proof, Proven, proof_lines, prove
from terminal.counter.lines import Lines, row
from terminal.counter.view import View
from terminal.drivers.keypad.port import Key
from terminal.words.counter import Word

PER_PAGE = 3


@dataclass(frozen=True, slots=True)
class Signing:
    """The supervisor proves who he is."""

    proof: Proof = Numbering()  # noqa: RUF009 - frozen


@dataclass(frozen=True, slots=True)
class Choosing:
    """What `by` is to allow, a page of it."""

    by: OperatorId
    page: int = 0


@dataclass(frozen=True, slots=True)
class Lent:
    """A flow goes on with what was lent for it; `used` when its approval is in the journal."""

    flow: Flow
    state: Any
    by: OperatorId
    used: bool = False


@dataclass(frozen=True, slots=True)
class Noting:
    """The approval is being journalled; then this happens."""

    then: Lent | None
    acts: tuple[Act, ...]


State = Signing | Choosing | Lent | Noting


def approving(flows: tuple[Flow, ...]) -> Flow:
    """The flow that lends a right for one of `flows`."""

    def step(state: State, event: Event, view: View) -> Moved:
        return _step(state, event, view, lambda by: _lendable(flows, by, view))

    def lines(state: State, view: View) -> Lines:
        return _lines(state, view, lambda by: _lendable(flows, by, view))

    def begin(view: View) -> Moved:
        if not view.context.operator:
            return ended(view, Word.SIGN_ON_FIRST)
        lacking = any(flow.right not in view.rights for flow in flows)
        return Moved(Signing()) if lacking else ended(view, Word.NOTHING_TO_LEND)

    return Flow("approve", Word.APPROVE, Right(0), begin, step, lines, (Signing, Choosing, Lent, Noting))


Lendable = Callable[[OperatorId], tuple[Flow, ...]]


def _lendable(flows: tuple[Flow, ...], by: OperatorId, view: View) -> tuple[Flow, ...]:
    """What the operator on duty may not do and the supervisor may."""
    supervisor = view.context.catalogue.operator(by)
    rights = Right(supervisor.rights) if supervisor else Right(0)
    return tuple(flow for flow in flows if flow.right in rights and flow.right not in view.rights)


def _step(state: State, event: Event, view: View, lendable: Lendable) -> Moved:
    match state:
        case Signing(proof):
            return _signing(proof, event, view, lendable)
        case Choosing():
            return _choosing(state, event, view, lendable(state.by))
        case Lent():
            return _passed(state, state.flow.step(state.state, event, view), view)
        case Noting(then, acts):
            ends = isinstance(event, Journalled) or event == KeyPressed(Key.BACK)
            return Moved(then, acts if isinstance(event, Journalled) else ()) if ends else Moved(state)


def _signing(proof: Proof, event: Event, view: View, lendable: Lendable) -> Moved:
    match prove(proof, event, view):
        case Proven(operator):
            known = view.context.catalogue.operator(operator)
            if known is None or not Right.SUPERVISE & known.rights or operator == view.context.operator:
                return Moved(Signing(), said=(tell(view, Word.NO_SUPERVISOR),))
            return Moved(Choosing(operator)) if lendable(operator) else ended(view, Word.NOTHING_TO_LEND)
        case Moved(None, acts, said):
            return done(PadWipe(), *acts, said=said)
        case moved:
            return replace(moved, state=Signing(moved.state))


def _choosing(state: Choosing, event: Event, view: View, flows: tuple[Flow, ...]) -> Moved:
    shown = flows[state.page * PER_PAGE : (state.page + 1) * PER_PAGE]
    match event:
        case KeyPressed(Key.BACK):
            return done()
        case KeyPressed(Key.MENU):
            return Moved(replace(state, page=state.page + 1 if flows[(state.page + 1) * PER_PAGE :] else 0))
        case KeyPressed(key) if (place := chosen(key, shown)) is not None:
            flow = shown[place]
            return _passed(Lent(flow, None, state.by), flow.begin(view), view)
        case _:
            return Moved(state)


def _passed(lent: Lent, moved: Moved, view: View) -> Moved:
    """What the inner flow wants, with the approval before the first act that counts."""
    then = None if moved.state is None else replace(lent, state=moved.state)
    approval = Approval(view.context.operator, lent.flow.right, lent.by)
    if lent.used or not any(isinstance(act, Journal | ToSale) for act in moved.acts):
        return replace(moved, state=then)
    used = then and replace(then, used=True)
    if any(isinstance(act, Journal) for act in moved.acts):
        acts = tuple(Journal((approval, *act.bodies)) if isinstance(act, Journal) else act for act in moved.acts)
        return replace(moved, state=used, acts=acts)
    return Moved(Noting(used, moved.acts), (Journal((approval,)),), moved.said)


def _lines(state: State, view: View, lendable: Lendable) -> Lines:
    match state:
        case Signing(proof):
            return proof_lines(proof, As.SUPERVISOR, view)
        case Choosing(by, page):
            shown = lendable(by)[page * PER_PAGE : (page + 1) * PER_PAGE]
            listed = (row(f"{number} {tell(view, flow.title)}") for number, flow in enumerate(shown, 1))
            return (*listed, tell(view, Word.NEXT_PAGE))
        case Lent(flow, inner):
            return flow.lines(inner, view)
        case Noting():
            return tell(view, Word.APPROVE), tell(view, Word.ONE_MOMENT)
