"""Money that people move by decision, and what owners and shifts come to."""

from __future__ import annotations

from flask import Blueprint

from server.office.services import Services
from server.office.views.money.claims import add_money_claims
from server.office.views.money.dues import add_money_dues
from server.office.views.money.files import add_money_files
from server.office.views.money.owners import add_money_owners
from server.office.views.money.receipts import add_money_receipts
from server.office.views.money.shifts import add_shifts
from server.office.views.money.transfers import add_money_transfers


def add_money_pages(office: Blueprint, services: Services) -> None:
    """The routes of this area."""
    add_money_claims(office, services)
    add_money_files(office, services)
    add_money_dues(office)
    add_money_receipts(office, services)
    add_money_transfers(office, services)
    add_money_owners(office, services)
    add_shifts(office)
