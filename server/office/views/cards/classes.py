"""Classes of cards: the list, one class, a new one. Terminals hear of a change with the next publication."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from protocol.instants import BusinessDay
from server.office.bonus_words import say_bands
from server.office.forms.attempt import attempt, status_of
from server.office.forms.bonuses import BonusForm
from server.office.forms.classes import HALVES, TICKS, ClassForm, class_form
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.audit import trail
from server.office.queries.classes import published_classes
from server.office.services import Services, actor
from server.usecases.cards.bonuses import bands_today, rules_of, set_bonus
from server.usecases.cards.classes import CardType, add_class, all_classes, change_class, class_numbered
from server.web.show import Answer


def add_classes(office: Blueprint, services: Services) -> None:
    """The routes."""

    @office.get("/classes")
    @allow(Permission.READ_CARDS)
    def classes() -> Answer:
        return render_template("office/classes/list.html", classes=all_classes(), published=published_classes())

    @office.route("/classes/new", methods=["GET", "POST"])
    @allow(Permission.CHANGE_CLASSES)
    def classes_new() -> Answer:
        form = class_form(None, CardType())
        if attempt(form, lambda: add_class(form.card_class, form.card_type, actor(), services.now)):
            return _kept(form.id.data or 0)
        page = render_template("office/classes/new.html", form=form, halves=HALVES, ticks=TICKS)
        return page, status_of(form)

    @office.get("/classes/<int:number>")
    @allow(Permission.READ_CARDS)
    def classes_one(number: int) -> Answer:
        return _page(number, class_form(*class_numbered(number)))

    @office.post("/classes/<int:number>")
    @allow(Permission.CHANGE_CLASSES)
    def classes_change(number: int) -> Answer:
        form = class_form(*class_numbered(number))
        form.id.data = number
        if attempt(form, lambda: change_class(form.card_class, form.card_type, actor(), services.now)):
            return _kept(number)
        return _page(number, form)

    @office.route("/classes/<int:number>/bonus", methods=["GET", "POST"])
    @allow(Permission.CHANGE_CLASSES)
    def classes_bonus(number: int) -> Answer:
        card_class, _ = class_numbered(number)
        form = BonusForm(bands=bands_today(number, services.today))
        if attempt(form, lambda: set_bonus(number, form.day, form.bands.data, actor(), services.today, services.now)):
            flash(gettext("Kept. The office makes the promises by itself, each night."))
            return redirect(url_for("office.classes_one", number=number))
        page = render_template("office/classes/bonus.html", card_class=card_class, form=form, rules=_bonuses(number))
        return page, status_of(form)

    def _bonuses(number: int) -> list[tuple[BusinessDay, list[str]]]:
        return [(rule.from_day, say_bands(rule.bands)) for rule in rules_of(number, services.today)]

    def _page(number: int, form: ClassForm) -> Answer:
        card_class, card_type = class_numbered(number)
        page = render_template(
            "office/classes/one.html",
            card_class=card_class,
            card_type=card_type,
            published=published_classes().get(card_class.id),
            form=form,
            halves=HALVES,
            ticks=TICKS,
            rules=_bonuses(number),
            trail=trail(f"class {number}"),
        )
        return page, status_of(form)


def _kept(number: int) -> Answer:
    flash(gettext("Kept. Terminals hear of it when it is published."))
    return redirect(url_for("office.classes_one", number=number))
