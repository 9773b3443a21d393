"""Articles: found, added, changed, retired; and their prices, each from a day on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from protocol.ids import ItemCode
from protocol.instants import BusinessDay, date_of, day_of
from server.masters.faults import Mistake
from server.masters.items import price_history, read_item, read_price
from server.masters.reading import whole
from server.office.forms.attempt import attempt, status_of, texts
from server.office.forms.catalogue import ItemForm, NewItemForm, PlainForm, PriceForm, offer
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.audit import trail
from server.office.queries.items import Sought, category_names, item_seen, items_page, owner_names, upcoming
from server.office.services import Services, actor, me
from server.usecases.catalogue.items import Article, add_item, bring_back, change_item, retire, set_price, withdraw_price
from server.web.figures import the_shop
from server.web.show import Answer


def add_items(office: Blueprint, services: Services) -> None:
    """The routes."""

    @office.get("/items")
    @allow(Permission.READ_CATALOGUE)
    def items() -> Answer:
        sought = sought_in(request.args)
        return render_template("office/items/list.html", sought=sought, args=_kept(sought), **_found(sought))

    @office.get("/items/found")
    @allow(Permission.READ_CATALOGUE)
    def items_found() -> Answer:
        sought = Sought(sought_in(request.args).text)
        return render_template("office/items/found.html", args=_kept(sought), **_found(sought))

    @office.route("/items/new", methods=["GET", "POST"])
    @allow(Permission.CHANGE_CATALOGUE, whole_chain=True)
    def item_new() -> Answer:
        form = _offered(NewItemForm())
        if attempt(form, lambda: add_item(read_item(texts(form), the_shop().digits), actor(), services.now)):
            flash(gettext("The article is added. Terminals get it when it is published."))
            return redirect(url_for("office.item", code=int(form.code.data)))
        return render_template("office/items/new.html", form=form), status_of(form)

    @office.get("/items/<int:code>")
    @allow(Permission.READ_CATALOGUE)
    def item(code: int) -> Answer:
        return _page(_seen(code))

    @office.post("/items/<int:code>/change")
    @allow(Permission.CHANGE_CATALOGUE, whole_chain=True)
    def item_change(code: int) -> Answer:
        seen, form = _seen(code), _offered(ItemForm())
        del form.code
        said = {**texts(form), "code": str(code), "price": "0"}
        if attempt(form, lambda: change_item(read_item(said, the_shop().digits), actor(), services.now)):
            return _done(code, gettext("Changed. Terminals get it when it is published."))
        return _page(seen, form=form)

    @office.post("/items/<int:code>/price")
    @allow(Permission.CHANGE_CATALOGUE, whole_chain=True)
    def item_price(code: int) -> Answer:
        seen, form = _seen(code), PriceForm()
        if attempt(form, lambda: _set_price(seen, form)):
            return _done(code, gettext("The price is set. Terminals get it when it is published."))
        return _page(seen, price=form)

    @office.post("/items/<int:code>/price/<int:day>/withdraw")
    @allow(Permission.CHANGE_CATALOGUE, whole_chain=True)
    def item_price_withdraw(code: int, day: int) -> Answer:
        return _press(code, lambda: withdraw_price(ItemCode(code), BusinessDay(day), services.today, actor(), services.now))

    @office.post("/items/<int:code>/retire")
    @allow(Permission.CHANGE_CATALOGUE, whole_chain=True)
    def item_retire(code: int) -> Answer:
        return _press(code, lambda: retire(ItemCode(code), actor(), services.now))

    @office.post("/items/<int:code>/back")
    @allow(Permission.CHANGE_CATALOGUE, whole_chain=True)
    def item_back(code: int) -> Answer:
        return _press(code, lambda: bring_back(ItemCode(code), actor(), services.now))

    def _seen(code: int) -> Article:
        return item_seen(code, services.today, me().scope)

    def _found(sought: Sought) -> dict[str, object]:
        page = items_page(sought, request.args.get("after", 0, type=int), services.today, me().scope)
        coming = upcoming([line.code for line in page.rows], services.today)
        return {"page": page, "coming": coming, "categories": category_names(), "owners": owner_names()}

    def _set_price(seen: Article, form: PriceForm) -> None:
        mills = read_price(texts(form), the_shop().digits)
        set_price(seen.code, mills, day_of(form.day.data), services.today, actor(), services.now)

    def _press(code: int, act: Callable[[], None]) -> Answer:
        seen, form = _seen(code), PlainForm()
        if attempt(form, act):
            return _done(code, gettext("Done. Terminals get it when it is published."))
        return _page(seen, plain=form)

    def _page(
        seen: Article, form: ItemForm | None = None, price: PriceForm | None = None, plain: PlainForm | None = None
    ) -> Answer:
        form = form or _offered(_filled(seen))
        price = price or PriceForm(formdata=None, day=date_of(services.today))
        plain = plain or PlainForm(formdata=None)
        page = render_template(
            "office/items/item.html",
            item=seen,
            form=form,
            price=price,
            plain=plain,
            today=services.today,
            prices=price_history(seen.code),
            coming=upcoming([seen.code], services.today).get(seen.code),
            categories=category_names(),
            owners=owner_names(),
            trail=trail(f"item {seen.code}"),
        )
        return page, max(map(status_of, (form, price, plain)))


def sought_in(args: Mapping[str, str]) -> Sought:
    """What the address asks for."""
    category, owner = (_number(args.get(name, "")) for name in ("category", "owner"))
    return Sought(args.get("q", "").replace("\0", "").strip()[:80], category, owner, args.get("retired") == "1")


def _number(typed: str) -> int | None:
    """None for whatever chooses nothing: a file must not break off within."""
    try:
        return whole({"number": typed}, "number")
    except Mistake:
        return None


def _kept(sought: Sought) -> dict[str, object]:
    """The same for the address of the next page."""
    return {
        "q": sought.text or None,
        "category": sought.category,
        "owner": sought.owner,
        "retired": 1 if sought.retired else None,
    }


def _filled(seen: Article) -> ItemForm:
    said = {"code": str(seen.code), "name": seen.name, "category": str(seen.category), "owner": str(seen.owner)}
    return ItemForm(formdata=None, **said, uses=str(seen.uses))


def _offered(form: ItemForm) -> ItemForm:
    offer(form, "category", category_names(), gettext("none"))
    offer(form, "owner", owner_names(), gettext("the shop itself"))
    return form


def _done(code: int, words: str) -> Answer:
    flash(words)
    return redirect(url_for("office.item", code=code))
