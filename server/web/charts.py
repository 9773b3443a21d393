"""Small charts within a page, by pygal. Their colours and letters are the style's matter, so pygal's own style and script go;
a chart never stands without the table that says the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree

import pygal
from markupsafe import Markup

from protocol.money import Money

WIDTH, HEIGHT = 900, 210
LABELS_MAX = 16
_SVG = "http://www.w3.org/2000/svg"
Points = Sequence[tuple[str, Money]]


def bars(points: Points, digits: int, name: str) -> Markup:
    """A bar for each point; `name` is what whoever cannot see it is told."""
    return _drawn(pygal.Bar, points, digits, name)


def curve(points: Points, digits: int, name: str) -> Markup:
    """A line through the points, filled below."""
    return _drawn(pygal.Line, points, digits, name)


def _drawn(kind: type, points: Points, digits: int, name: str) -> Markup:
    each = max(1, -(-len(points) // LABELS_MAX))
    chart = kind(
        width=WIDTH,
        height=HEIGHT,
        margin=6,
        show_legend=False,
        show_dots=False,
        fill=True,
        show_minor_x_labels=False,
        x_labels_major_every=each,
        truncate_label=-1,
        max_scale=5,
        css=(),
        js=(),
        value_formatter=_short,
        disable_xml_declaration=True,
    )
    chart.x_labels = [label for label, _ in points]
    chart.add(None, [float(amount.text(digits)) for _, amount in points])
    return Markup(_plain(chart.render(is_unicode=True), name))


def _short(value: float) -> str:
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if abs(value) >= size:
            return f"{value / size:g}{letter}"
    return f"{value:g}"


def _plain(svg: str, name: str) -> str:
    """The drawing without style, script and what only these would use."""
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL))
    for parent in list(root.iter()):
        for child in list(parent):
            words = child.get("class", "").split()
            if child.tag in (f"{{{_SVG}}}defs", f"{{{_SVG}}}desc", f"{{{_SVG}}}title") or "tooltip" in words:
                parent.remove(child)
        for gone in ("id", "style"):
            parent.attrib.pop(gone, None)
    root.attrib.update({"class": "chart", "role": "img", "aria-label": name})
    return ElementTree.tostring(root, encoding="unicode")
