"""Terminals: where they stand, how they come and go, who works them, what they brought."""

from __future__ import annotations

from flask import Blueprint

from server.office.services import Services
from server.office.views.terminals.branches import add_branches
from server.office.views.terminals.enrolments import add_enrolments
from server.office.views.terminals.operators import add_operators
from server.office.views.terminals.retiring import add_retiring
from server.office.views.terminals.sticks import add_sticks
from server.office.views.terminals.terminals import add_terminals


def add_terminal_pages(office: Blueprint, services: Services) -> None:
    """The routes of this area."""
    add_terminals(office, services)
    add_sticks(office, services)
    add_enrolments(office, services)
    add_retiring(office, services)
    add_branches(office, services)
    add_operators(office, services)
