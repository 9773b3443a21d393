"""Cards: found and shown, their classes, and what is ordered from desks for them."""

from __future__ import annotations

from flask import Blueprint

from server.office.services import Services
from server.office.views.cards.cards import add_cards
from server.office.views.cards.classes import add_classes
from server.office.views.cards.desk_jobs import add_desk_jobs
from server.office.views.cards.issue import add_card_issue
from server.office.views.cards.jobs import add_card_jobs
from server.office.views.cards.lists import add_card_lists
from server.office.views.cards.replacing import add_card_replacing


def add_card_pages(office: Blueprint, services: Services) -> None:
    """The routes of this area."""
    add_cards(office, services)
    add_card_lists(office, services)
    add_card_issue(office, services)
    add_card_jobs(office, services)
    add_card_replacing(office, services)
    add_desk_jobs(office, services)
    add_classes(office, services)
