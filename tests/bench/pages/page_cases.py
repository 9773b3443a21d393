"""Head office's pages over a chain with a million members and five million sales: how long views take, and their plans."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from protocol.instants import business_day, date_of
from server.clock import system_now
from server.usecases.staff.passwords import Passwords
from tests.bench.books import in_process
from tests.bench.chain.making import make_chain
from tests.bench.office import RunningOffice
from tests.bench.pages.plans import statements, whole_scans
from tests.bench.pages.views import CARD, DAY, PLAIN, SEARCH, TITLES, Drawn
from tests.bench.pages.visitors import add_staff, visit
from tests.bench.postgres_cases import cluster
from tests.bench.rounds import Values, percentile
from tests.bench.scale import Scale
from tests.bench.work import Work
from tests.server.office.stage import WEAK

VISITORS = 4
SHARE = 0.95
WARM_VIEWS, PLANNED_VIEWS = 5, 12
MUST = (SEARCH, CARD, DAY)
UNITS = {
    **{f"{page}_ms_median": f"{title}: ms, median" for page, title in TITLES.items()},
    **{f"{page}_ms_p95": f"{title}: ms, p95" for page, title in TITLES.items() if page not in MUST},
    "views": "page views a second, 4 visitors at once",
    "planned": "different statements that the pages ran, each planned",
}


@contextmanager
def measuring(scale: Scale, work: Work) -> Iterator[Callable[[], Values]]:
    """Views of every page by four visitors at once, and beside them the plainest answer of the same server."""
    with cluster() as running:
        url = running.create()
        made = make_chain(url, scale.members, work)
        work.note(
            f"pages: {scale.members:,} members, {made['cards']:,} cards, {made['sales']:,} sales paid from them in a year, as"
            f" {made['lines']:,} lines and {made['batches']:,} stored batches; parts of a chain that the product's own path made,"
            " copied with other numbers in rows and evidence. Nobody sends meanwhile"
        )
        with in_process(url):
            add_staff(Passwords(WEAK.password_memory_kib, WEAK.password_rounds))
        today = date_of(business_day(system_now(), 0))
        drawn = Drawn(scale.members, today, random.Random(3))
        asked = statements(url, dict.fromkeys(drawn.views(PLANNED_VIEWS)))
        scans = whole_scans(url, asked)
        for scan in scans:
            work.note(f"pages: {scan}")
        office = RunningOffice(work.folder, url)
        try:
            visit(office.port, drawn.views(WARM_VIEWS), VISITORS)
            work.say("warmed up")

            def one_round() -> Values:
                views = drawn.views(scale.views)
                walk = visit(office.port, views, VISITORS)
                values = {"views": len(views) / walk.seconds, "pages_scans": float(len(scans)), "planned": float(len(asked))}
                for page, took in walk.took.items():
                    values |= {f"{page}_ms_median": percentile(took, 0.5), f"{page}_ms_p95": percentile(took, SHARE)}
                slowest = max(values[f"{page}_ms_p95"] for page in MUST)
                return values | {"pages_ratio": slowest / values[f"{PLAIN}_ms_median"]}

            yield one_round
        finally:
            office.stop()
