"""What is sold for how much, and what terminals are told of it."""

from __future__ import annotations

from flask import Blueprint

from server.office.services import Services
from server.office.views.catalogue.discounts import add_discounts
from server.office.views.catalogue.groups import add_groups
from server.office.views.catalogue.item_lists import add_item_lists
from server.office.views.catalogue.items import add_items
from server.office.views.catalogue.own_settings import add_own_settings
from server.office.views.catalogue.parameters import add_parameters
from server.office.views.catalogue.publishing import add_publishing
from server.office.views.catalogue.why import add_why


def add_catalogue_pages(office: Blueprint, services: Services) -> None:
    """The routes of this area."""
    add_items(office, services)
    add_item_lists(office, services)
    add_groups(office, services)
    add_discounts(office, services)
    add_why(office, services)
    add_publishing(office, services)
    add_parameters(office, services)
    add_own_settings(office, services)
