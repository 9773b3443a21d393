"""Discounts: what each class pays less, promotions, and why an article has its price."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from protocol.ids import CategoryId, ClassId, ItemCode
from protocol.instants import BusinessDay, date_of, day_of
from server.masters.discounts import Discount, all_discounts
from server.masters.faults import Mistake
from server.masters.owners import all_categories
from server.masters.reading import NUMBERS, percent, whole
from server.office.forms.attempt import attempt, status_of, texts
from server.office.forms.catalogue import PlainForm
from server.office.forms.publishing import ITEM, ItemRateForm, PromotionForm, RatesForm
from server.office.guard import allow
from server.office.permissions import Permission
from server.office.queries.audit import trail
from server.office.queries.discounts import ClassLine, class_seen, classes_seen, item_names
from server.office.services import Services, actor
from server.office.wording import fault_words
from server.usecases.catalogue.discounts import Thing, end_promise, promise, set_rates
from server.usecases.declined import Declined, Reason
from server.web.figures import plain_percent
from server.web.show import Answer


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of the grid: its name, what it is for, and what stands in it."""

    field: str
    thing: Thing
    name: str
    typed: str
    words: str = ""


def add_discounts(office: Blueprint, services: Services) -> None:
    """The routes."""

    @office.get("/discounts")
    @allow(Permission.READ_PRICING)
    def discounts() -> Answer:
        classes = classes_seen()
        chosen = request.args.get("class", classes[0].number if classes else 0, type=int)
        return _page(chosen) if classes else render_template("office/discounts/none.html")

    @office.post("/discounts/<int:number>")
    @allow(Permission.CHANGE_CATALOGUE, whole_chain=True)
    def discounts_set(number: int) -> Answer:
        form, cells = RatesForm(), [_typed(cell) for cell in _cells(class_seen(number))]
        if any(cell.words for cell in cells):
            return _page(number, rates=form, cells=cells)
        rate, *others = cells
        said = {cell.thing: _basis_points(cell) for cell in others}
        if attempt(form, lambda: set_rates(ClassId(number), _basis_points(rate) or 0, said, actor(), services.now)):
            return _done(number)
        return _page(number, rates=form, cells=cells)

    @office.post("/discounts/<int:number>/item")
    @allow(Permission.CHANGE_CATALOGUE, whole_chain=True)
    def discounts_item(number: int) -> Answer:
        form = ItemRateForm()
        if attempt(form, lambda: _set_item(class_seen(number), form)):
            return _done(number)
        return _page(number, item=form)

    @office.post("/discounts/<int:number>/promotion")
    @allow(Permission.CHANGE_CATALOGUE, whole_chain=True)
    def discounts_promotion(number: int) -> Answer:
        form = PromotionForm()
        if attempt(form, lambda: promise(_promotion(number, form), services.today, actor(), services.now)):
            return _done(number)
        return _page(number, promotion=form)

    @office.post("/discounts/<int:number>/promotion/<int:item>-<int:category>-<int:day>/end")
    @allow(Permission.CHANGE_CATALOGUE, whole_chain=True)
    def discounts_promotion_end(number: int, item: int, category: int, day: int) -> Answer:
        form = PlainForm()
        from_day = BusinessDay(day)
        one = Discount(ClassId(number), ItemCode(item), CategoryId(category), from_day, from_day, 0)
        if attempt(form, lambda: end_promise(one, actor(), services.now)):
            return _done(number)
        return _page(number, plain=form)

    def _set_item(held: ClassLine, form: ItemRateForm) -> None:
        said = texts(form)
        code = whole(said, "code", fair=NUMBERS)
        if code not in item_names([ItemCode(code)]):
            raise Declined(Reason.ITEM_UNKNOWN)
        rates = {(ItemCode(code), CategoryId(0)): percent(said, "percent")}
        set_rates(ClassId(held.number), held.discount_bp, rates, actor(), services.now)

    def _page(
        number: int,
        rates: RatesForm | None = None,
        cells: list[Cell] | None = None,
        item: ItemRateForm | None = None,
        promotion: PromotionForm | None = None,
        plain: PlainForm | None = None,
    ) -> Answer:
        seen = class_seen(number)
        today = date_of(services.today)
        forms = (
            rates or RatesForm(formdata=None),
            item or ItemRateForm(formdata=None),
            promotion or PromotionForm(formdata=None, first=today, last=today),
            plain or PlainForm(formdata=None),
        )
        promotions = [one for one in all_discounts() if one.card_class == number and not one.usual]
        cells = cells or _cells(seen)
        page = render_template(
            "office/discounts/discounts.html",
            chosen=seen,
            classes=classes_seen(),
            cells=cells,
            promotions=promotions,
            names=item_names([one.item for one in promotions]),
            categories={one.number: one.name for one in all_categories()},
            today=services.today,
            forms=forms,
            trail=trail(f"class {number}"),
        )
        return page, max([*map(status_of, forms), 422 if any(cell.words for cell in cells) else 200])


def _cells(seen: ClassLine) -> list[Cell]:
    """The grid of a class: its rate, each category, and each article that has a rule."""
    held = {(one.item, one.category): one.basis_points for one in all_discounts() if one.card_class == seen.number and one.usual}
    names = item_names([item for item, _ in held])
    cells = [
        Cell("rate", (ItemCode(0), CategoryId(0)), gettext("all that has no rule of its own"), plain_percent(seen.discount_bp))
    ]
    for one in all_categories():
        thing = (ItemCode(0), CategoryId(one.number))
        cells.append(Cell(f"category-{one.number}", thing, f"{one.number} · {one.name}", _shown(held.get(thing))))
    for item, category in held:
        if item:
            thing = (item, category)
            cells.append(Cell(f"item-{item}", thing, f"{item} · {names.get(item, '')}", _shown(held[thing])))
    return cells


def _shown(basis_points: int | None) -> str:
    return "" if basis_points is None else plain_percent(basis_points)


def _typed(cell: Cell) -> Cell:
    text = request.form.get(cell.field, "").strip()[:20]
    words = ""
    try:
        if text or cell.field == "rate":
            percent({cell.field: text}, cell.field)
    except Mistake as mistake:
        words = fault_words(mistake)
    return Cell(cell.field, cell.thing, cell.name, text, words)


def _basis_points(cell: Cell) -> int | None:
    return percent({cell.field: cell.typed}, cell.field) if cell.typed else None


def _promotion(number: int, form: PromotionForm) -> Discount:
    said = texts(form)
    thing = whole(said, "number", fair=range(1, NUMBERS.stop))
    item, category = (thing, 0) if form.what.data == ITEM else (0, thing)
    days = (day_of(form.first.data), day_of(form.last.data))
    return Discount(ClassId(class_seen(number).number), ItemCode(item), CategoryId(category), *days, percent(said, "percent"))


def _done(number: int) -> Answer:
    flash(gettext("Kept. Terminals get it when it is published."))
    return redirect(f"{url_for('office.discounts')}?class={number}")
