"""What a report comes to, before it is a page or a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from server.web.export import Cell, Column


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` may be read once. `total` has a cell for each column. `links`: where the first cell of each row leads.

    `after`: where the next page begins. `notes`: what must be known to read it right.
    """

    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    total: Sequence[Cell] | None = None
    links: Sequence[str | None] = ()
    after: str | None = None
    notes: list[str] = field(default_factory=list)
    chart: Markup | None = None
