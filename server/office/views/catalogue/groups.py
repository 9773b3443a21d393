"""Categories of articles, and owners with what is due to them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from server.masters.owners import Category, Owner, all_categories, all_owners, read_category, read_owner
from server.masters.reading import percent
from server.office.forms.attempt import attempt, status_of, texts
from server.office.forms.catalogue import CategoryForm, OwnerForm, PlainForm, offer
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.audit import trail
from server.office.queries.items import category_names
from server.office.services import Services, actor
from server.usecases.catalogue.groups import (
    add_category,
    add_owner,
    category_numbered,
    change_category,
    change_owner,
    drop_category,
    owner_numbered,
)
from server.web.figures import plain_percent
from server.web.show import Answer


def add_groups(office: Blueprint, services: Services) -> None:
    """The routes."""

    @office.get("/categories")
    @allow(Permission.READ_PRICING)
    def categories() -> Answer:
        return render_template("office/groups/categories.html", categories=all_categories(), names=category_names())

    @office.route("/categories/new", methods=["GET", "POST"])
    @allow(Permission.CHANGE_CATALOGUE, whole_chain=True)
    def category_new() -> Answer:
        form = _placed(CategoryForm())
        if attempt(form, lambda: add_category(read_category(texts(form)), actor(), services.now)):
            return _kept("office.categories")
        return render_template("office/groups/category.html", form=form, category=None), status_of(form)

    @office.route("/categories/<int:number>", methods=["GET", "POST"])
    @allow(Permission.CHANGE_CATALOGUE, whole_chain=True)
    def category(number: int) -> Answer:
        held = category_numbered(number)
        form = _placed(CategoryForm(name=held.name, parent=str(held.parent or 0)))
        del form.id
        if attempt(form, lambda: change_category(read_category({**texts(form), "id": str(number)}), actor(), services.now)):
            return _kept("office.categories")
        return _category_page(held, form)

    @office.post("/categories/<int:number>/drop")
    @allow(Permission.CHANGE_CATALOGUE, whole_chain=True)
    def category_drop(number: int) -> Answer:
        held, form = category_numbered(number), PlainForm()
        if attempt(form, lambda: drop_category(number, actor(), services.now)):
            return _kept("office.categories")
        shown = CategoryForm(formdata=None, name=held.name, parent=str(held.parent or 0))
        return _category_page(held, _placed(shown), form)

    @office.get("/owners")
    @allow(Permission.READ_PRICING)
    def owners() -> Answer:
        return render_template("office/groups/owners.html", owners=all_owners())

    @office.route("/owners/new", methods=["GET", "POST"])
    @allow(Permission.CHANGE_CATALOGUE, whole_chain=True)
    def owner_new() -> Answer:
        form = OwnerForm()
        if attempt(form, lambda: add_owner(_owner(form), actor(), services.now)):
            return _kept("office.owners")
        return render_template("office/groups/owner.html", form=form, owner=None), status_of(form)

    @office.route("/owners/<int:number>", methods=["GET", "POST"])
    @allow(Permission.CHANGE_CATALOGUE, whole_chain=True)
    def owner(number: int) -> Answer:
        held = owner_numbered(number)
        form = OwnerForm(name=held.name, commission=plain_percent(held.commission_bp), payee=held.payee)
        del form.id
        if attempt(form, lambda: change_owner(_owner(form, number), actor(), services.now)):
            return _kept("office.owners")
        about = trail(f"owner {number}")
        return render_template("office/groups/owner.html", form=form, owner=held, trail=about), status_of(form)


def _category_page(held: Category, form: CategoryForm, drop: PlainForm | None = None) -> Answer:
    drop = drop or PlainForm(formdata=None)
    about = trail(f"category {held.number}")
    page = render_template("office/groups/category.html", form=form, category=held, drop=drop, trail=about)
    return page, max(status_of(form), status_of(drop))


def _placed(form: CategoryForm) -> CategoryForm:
    offer(form, "parent", category_names(), gettext("none"))
    return form


def _owner(form: OwnerForm, number: int | None = None) -> Owner:
    said = texts(form) | ({} if number is None else {"id": str(number)})
    return read_owner({**said, "commission_bp": percent(said, "commission")})


def _kept(endpoint: str) -> Answer:
    flash(gettext("Kept."))
    return redirect(url_for(endpoint))
