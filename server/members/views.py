"""The members' routes: in and out, the statement, another secret, a loss."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from protocol.link.tables import CardState
from server.members.forms import EnterForm, LossForm, SecretForm, attempt, status_of
from server.members.guard import admitted, dismissed, me, whoever_asks
from server.members.services import MemberServices, visitor
from server.members.statement import loss_told, own_card
from server.usecases.self_service.access import change_secret, enter, leave, report_own_loss, shown_card
from server.web.show import Answer
from server.web.throttle import Throttle


def add_entrance(members: Blueprint, services: MemberServices, throttle: Throttle) -> None:
    """The way in and out, and what opens it."""

    @members.route("/login", methods=["GET", "POST"])
    @throttle.guessing
    def login() -> Answer:
        if whoever_asks() is not None:
            return redirect(url_for("members.card"))
        form = EnterForm()
        typed = (form.number.data or "", form.secret.data or "")
        word = attempt(form, lambda: enter(*typed, visitor(), services.passwords, services.now))
        if word is not None:
            return admitted(redirect(url_for("members.card"), HTTPStatus.SEE_OTHER), word, services)
        return render_template("members/login.html", form=form), status_of(form)

    @members.post("/logout")
    def logout() -> Answer:
        leave(me(), services.now)
        return dismissed(redirect(url_for("members.login"), HTTPStatus.SEE_OTHER), services)

    @members.route("/secret", methods=["GET", "POST"])
    @throttle.guessing
    def secret() -> Answer:
        form = SecretForm()
        typed = (form.old.data or "", form.new.data or "")
        word = attempt(form, lambda: change_secret(me(), *typed, visitor(), services.passwords, services.now))
        if word is not None:
            flash(gettext("Your web secret is changed. All other browsers are signed out."))
            return admitted(redirect(url_for("members.card"), HTTPStatus.SEE_OTHER), word, services)
        return render_template("members/secret.html", form=form), status_of(form)


def add_own_card(members: Blueprint, services: MemberServices, throttle: Throttle) -> None:
    """The card of whoever has signed in."""

    @members.get("/")
    def card() -> Answer:
        return render_template("members/card.html", own=own_card(shown_card(me().card)), now=services.now)

    @members.route("/loss", methods=["GET", "POST"])
    @throttle.guessing
    def loss() -> Answer:
        form, card = LossForm(), shown_card(me().card)

        def report() -> bool:
            report_own_loss(me(), form.secret.data or "", visitor(), services.passwords, services.today, services.now)
            return True

        if attempt(form, report):
            return redirect(url_for("members.loss"), HTTPStatus.SEE_OTHER)
        slip = loss_told(card)
        listed = slip is not None and slip.reach.state in (CardState.LOST, CardState.STOLEN)
        page = render_template("members/loss.html", form=form, card=card, slip=slip if listed else None, now=services.now)
        return page, status_of(form)
