"""Somebody comes on duty, with a supervisor where his role says so; whoever was on duty before is off (L5, L8)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from protocol.link.duty_entries import Approval, SignOff, SignOffReason, SignOn
from protocol.link.entries import Body
from protocol.link.rights import Right
from terminal.counter.acts import Journal, PadWipe, SetOperator
from terminal.counter.events import Event, Journalled, KeyPressed
from terminal.counter.flow import Flow, Moved, done
from terminal.counter.flows.keying import tell
from terminal.counter.flows.proving import As, Numbering, Proof, Proven, name_of, proof_lines, prove
from terminal.counter.lines import Lines
from terminal.counter.view import View
from terminal.drivers.keypad.port import Key
from terminal.words.counter import Word


@dataclass(frozen=True, slots=True)
class Signing:
    """Somebody proves who he is; `for_whom` is set while his supervisor does."""

    proof: Proof = Numbering()  # noqa: RUF009 - frozen
    for_whom: Proven | None = None

    @property
    def role(self) -> As:
        """In which part."""
        return As.SUPERVISOR if self.for_whom else As.OPERATOR


@dataclass(frozen=True, slots=True)
class SigningOn:
    """The sign-on is being journalled."""

    who: Proven


def begin(view: View) -> Moved:
    """Ask for the number."""
    return Moved(Signing())


def step(state: Signing | SigningOn, event: Event, view: View) -> Moved:
    """Until the operator, and his supervisor where he needs one, have proved who they are."""
    match state:
        case SigningOn(who):
            return _signed(who, event, view)
        case Signing():
            match prove(state.proof, event, view):
                case Proven() as proven:
                    return _proven(state, proven, view)
                case Moved(None, acts, said):
                    return done(PadWipe(), *acts, said=said)
                case moved:
                    return replace(moved, state=replace(state, proof=moved.state))


def _proven(state: Signing, proven: Proven, view: View) -> Moved:
    operator = view.context.catalogue.operator(proven.operator)
    assert operator is not None
    if state.for_whom is None:
        return Moved(Signing(for_whom=proven)) if operator.supervised else _come_on(proven, (), view)
    if proven.operator == state.for_whom.operator or not Right.SUPERVISE & operator.rights:
        return replace(Moved(Signing(for_whom=state.for_whom)), said=(tell(view, Word.NO_SUPERVISOR),))
    lent = Approval(state.for_whom.operator, Right.SELL, proven.operator)
    return _come_on(state.for_whom, (lent,), view)


def _come_on(who: Proven, approvals: tuple[Body, ...], view: View) -> Moved:
    before = view.books.duty.operator
    left: tuple[Body, ...] = (SignOff(before, SignOffReason.REPLACED),) if before else ()
    return Moved(SigningOn(who), (Journal((*left, *approvals, SignOn(who.operator, who.method))),))


def _signed(who: Proven, event: Event, view: View) -> Moved:
    match event:
        case Journalled():
            return done(SetOperator(who.operator), said=(tell(view, Word.ON_DUTY), name_of(who.operator, view)))
        case KeyPressed(Key.BACK):
            return done()
        case _:
            return Moved(SigningOn(who))


def lines(state: Signing | SigningOn, view: View) -> Lines:
    """What is asked for."""
    if isinstance(state, Signing):
        return proof_lines(state.proof, state.role, view)
    return (tell(view, Word.ONE_MOMENT),)


SIGN_ON = Flow("sign-on", Word.SIGN_ON, Right(0), begin, step, lines, (Signing, SigningOn))
