"""Forms that create something: each carries a random key, and a second click finds what came of the first."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import HiddenField
from wtforms.validators import Regexp

from protocol.instants import Instant
from server.office.services import me
from server.office.wording import say
from server.usecases.declined import Declined, Reason
from server.usecases.once import KEY_BYTES, Outcome, Sent, do_once, new_key

_KEY = Regexp(rf"[0-9a-f]{{{2 * KEY_BYTES}}}\Z", message=lazy_gettext("This form is not complete. Open the page again."))
UNCOUNTED = ("csrf_token", "once")
"""Fields that say nothing of what is wanted."""


class OnceForm(FlaskForm):
    """A form with its key."""

    once = HiddenField(default=new_key, validators=[_KEY])


def attempt_once(form: OnceForm, act: Callable[[], str], now: Instant) -> Outcome | None:
    """Do it once if the form was sent and is right; why it was declined is written on the form. `act` gives the page of what came
    of it, which a second click gets too."""
    if not form.validate_on_submit():
        return None
    try:
        return do_once(_sent(form), act, now)
    except Declined as declined:
        if declined.reason is Reason.SENT_BEFORE:
            form.once.data = new_key()
        form.form_errors.append(say(declined.reason))
        return None


def go(outcome: Outcome, words: str) -> Response:
    """To what came of it, with these words the first time."""
    flash(gettext("This was sent twice and done once.") if outcome.again else words)
    return redirect(outcome.address)


def propose_once(form: OnceForm, propose: Callable[[], int], now: Instant) -> Response | None:
    """The way to what was proposed; None if nothing was. `propose` gives the number of the proposal."""
    done = attempt_once(form, lambda: url_for("office.proposal", number=propose()), now)
    return None if done is None else go(done, gettext("Proposed. Another person must approve it within 72 hours."))


def _sent(form: OnceForm) -> Sent:
    fields = sorted((name, value) for name, value in request.form.items(multi=True) if name not in UNCOUNTED)
    return Sent(form.once.data or "", me().session.staff, request.endpoint or "", fields)
