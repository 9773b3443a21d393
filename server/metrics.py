"""/metrics in the text form of Prometheus: for the addresses that the configuration names, or for a program with a token.

By default nobody is named, and whoever asks finds nothing there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from http import HTTPStatus
from ipaddress import ip_address, ip_network

from flask import Flask, Response, abort, request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric, SummaryMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from protocol.instants import MS_PER_SECOND
from server.clock import Now
from server.reporting.health import Health, health
from server.settlement.writer import Spent, Writer
from server.usecases.staff.api_tokens import ApiScope, token_of

BEARER = "Bearer "


class Figures(Collector):
    """What is told; `spent` is nothing in a process that does not book."""

    def __init__(self, found: Health, spent: Spent | None, clock: Now) -> None:
        self._found, self._spent, self._now = found, spent, clock()

    def collect(self) -> Iterator[Metric]:
        """Every figure, read already."""
        found = self._found
        waits = 0 if found.oldest is None else (self._now - found.oldest) / MS_PER_SECOND
        yield CounterMetricFamily("tallycard_batches_received", "The number of the newest stored batch.", found.received)
        for name, words, value in (
            ("unbooked_batches", "Batches that are stored and not booked.", found.unbooked),
            ("unbooked_oldest_seconds", "How long the oldest of them has waited.", waits),
            ("untold_batches", "Batches whose lines reports do not show yet.", found.untold),
            ("terminals", "Terminals with a certificate that is not revoked.", found.terminals),
            ("terminals_silent", "Those of which nothing was heard for a day.", found.silent),
            ("liability_minor", "What is owed on all cards, in minor units.", found.liability.minor),
        ):
            yield GaugeMetricFamily(f"tallycard_{name}", words, value)
        cases = GaugeMetricFamily("tallycard_cases_open", "Open cases, by who closes them.", labels=["class"])
        for one, count in found.cases.items():
            cases.add_metric([one.name.lower()], count)
        yield cases
        if self._spent is not None:
            yield SummaryMetricFamily(
                "tallycard_booking_seconds", "Transactions that stored and booked.", self._spent.rounds, self._spent.seconds
            )


def add_metrics(app: Flask, named: Iterable[str], clock: Now) -> None:
    """The route."""
    networks = [ip_network(one) for one in named]

    def admitted() -> bool:
        address = request.remote_addr
        if address is not None and any(ip_address(address) in one for one in networks):
            return True
        sent = request.headers.get("Authorization", "")
        token = token_of(sent.removeprefix(BEARER).strip(), clock()) if sent.startswith(BEARER) else None
        return token is not None and ApiScope.METRICS_READ in token.scopes

    @app.get("/metrics")
    def metrics() -> Response:
        if not admitted():
            abort(HTTPStatus.NOT_FOUND)
        writer: Writer | None = app.extensions.get("writer")
        registry = CollectorRegistry()
        registry.register(Figures(health(clock()), None if writer is None else writer.spent, clock))
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)
