"""The panel's web application: one page, one stream of events, and a path for each thing that can be done.

Who knows the word in the address may press keys. Another site that is open in the same browser does not know it, and is
refused besides by its Origin; a name that somebody points at this machine is refused by its Host.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from flask import Blueprint, Flask, Response, abort, render_template, request

from terminal.drivers.card_reader.hand import NoSuchCard
from terminal.drivers.keypad.port import KEYS, Key
from terminal.panel.levers import NAMES
from terminal.panel.power import Power
from terminal.panel.stream import Stream
from terminal.words.catalogue import say
from terminal.words.language import OWN_NAMES, Language
from terminal.words.panel import FirstStep, Guide, labels, parts

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
KEYBOARD = {Key.ENTER: "Enter", Key.BACK: "Backspace", Key.TIMES: "*", Key.MENU: "m", Key.CASH: "c"}
HINTS = {Key.ENTER: "↵", Key.BACK: "⌫", Key.TIMES: "*", Key.MENU: "M", Key.CASH: "C"}
JUMP_SECONDS_MAX = 366 * 86_400


@dataclass(frozen=True, slots=True)
class Door:
    """Who may come in: `hosts` as a browser names this machine, and the word in the address."""

    hosts: frozenset[str]
    word: str


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on the page besides the devices: the terminal's number, the language if none was chosen, and what a visitor
    may know: who signs on how, what is sold, the PIN of the cards."""

    terminal: int
    language: Language
    operators: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, str] = field(default_factory=dict)
    card_pin: str = ""


def create_app(stream: Stream, power: Power, door: Door, page: Page) -> Flask:
    """The application. Any path without the word answers 404."""
    app = Flask("terminal.panel", static_folder=None)
    app.register_blueprint(_blueprint(stream, power, page), url_prefix="/<word>")

    @app.before_request
    def admit() -> None:
        given = (request.view_args or {}).pop("word", "")
        if not hmac.compare_digest(given.encode(), door.word.encode()):
            abort(HTTPStatus.NOT_FOUND)
        if request.host not in door.hosts:
            abort(HTTPStatus.MISDIRECTED_REQUEST)
        origin = request.headers.get("Origin")
        if origin is not None and origin.removeprefix("http://") not in door.hosts:
            abort(HTTPStatus.FORBIDDEN)

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response

    return app


def _blueprint(stream: Stream, power: Power, page: Page) -> Blueprint:
    paths = Blueprint("panel", __name__, static_folder="static", static_url_path="/static", template_folder="templates")
    gear, hand, levers = stream.gear, stream.hand, stream.levers

    @paths.get("/")
    def show() -> str:
        chosen = request.args.get("language", page.language.value)
        language = Language(chosen) if chosen in set(Language) else page.language
        return render_template(
            "panel.html",
            language=language.value,
            languages=OWN_NAMES.items(),
            words=labels(language),
            steps=[parts(say(sentence, language)) for sentence in FirstStep],
            guide=[parts(say(sentence, language)) for sentence in Guide],
            levers=NAMES,
            keys=[_key(key) for key in KEYS],
            page=page,
        )

    @paths.get("/events")
    def events() -> Response:
        return Response(stream.events(), mimetype="text/event-stream")

    @paths.post("/key/<name>")
    def press(name: str) -> Response:
        if name not in Key.__members__:
            abort(HTTPStatus.NOT_FOUND)
        gear.keypad.press(Key[name])
        return _done()

    @paths.post("/card/lay/<name>")
    def lay(name: str) -> Response:
        try:
            hand.lay(name)
        except NoSuchCard:
            abort(HTTPStatus.NOT_FOUND)
        return _done()

    @paths.post("/card/pull")
    def pull() -> Response:
        hand.pull()
        return _done()

    @paths.post("/lever/<name>/<any(on, off):stand>")
    def switch(name: str, stand: str) -> Response:
        try:
            levers.switch(name, stand == "on")
        except KeyError:
            abort(HTTPStatus.NOT_FOUND)
        return _done()

    @paths.post("/clock/<int(signed=True):seconds>")
    def set_clock(seconds: int) -> Response:
        if abs(seconds) > JUMP_SECONDS_MAX:
            abort(HTTPStatus.NOT_FOUND)
        levers.set_clock(seconds)
        return _done()

    @paths.post("/power")
    def cut() -> Response:
        power.cut()
        return _done()

    return paths


def _done() -> Response:
    return Response(status=HTTPStatus.NO_CONTENT)


def _key(key: Key) -> dict[str, str]:
    kind = "digit" if key.digit or key in (Key.POINT, Key.TIMES) else "word"
    return {
        "name": key.name,
        "face": key.value,
        "kind": f"{kind} {key.name.lower()}",
        "shortcut": KEYBOARD.get(key, ""),
        "hint": HINTS.get(key, ""),
    }
