"""What the counter may know besides its own state: one immutable view a step, handed in."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.instants import Instant
from protocol.link.rights import Right
from protocol.link.violations import Reason
from protocol.money import Money
from terminal.counter.props import Fault, PropCard
from terminal.journal.recovery import Recovered
from terminal.sale.context import Context
from terminal.sale.states import State
from terminal.words.language import Language, language_of


@dataclass(frozen=True, slots=True)
class View:
    """`sale` is where the sale stands, `books` what the journal says, `missing` the devices that do not answer, in words.

    `written`: the language of the operator's display where that has no letters for the shop's; `member`: that of the
    member's display. `rehearsal`: nothing of it counts; then `faults` are on and `on_reader` lies on its reader. `refused`: why
    head office refused something in its last answer.
    """

    sale: State
    context: Context
    books: Recovered
    now: Instant
    virtual: bool = False
    rehearsal: bool = False
    missing: tuple[str, ...] = ()
    written: Language | None = None
    member: Language = Language.EN
    faults: frozenset[Fault] = frozenset()
    on_reader: PropCard | None = None
    refused: Reason | None = None

    @property
    def language(self) -> Language:
        """The cashier's language."""
        return self.written or language_of(self.context.catalogue.parameters.language)

    @property
    def nobody(self) -> bool:
        """Whether nobody whom the table knows is on duty."""
        return self.context.catalogue.operator(self.context.operator) is None

    @property
    def rights(self) -> Right:
        """What the operator on duty may do; nothing if nobody is."""
        operator = self.context.catalogue.operator(self.context.operator)
        return Right(0) if operator is None else Right(operator.rights)

    def text(self, money: Money) -> str:
        """An amount without its currency."""
        return money.text(self.context.catalogue.parameters.digits)
