"""What people fill in to order a terminal, and the file that was signed."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from protocol.link.certificate import Role
from server.office.forms.terminals import MastersForm
from server.office.wording import say
from server.usecases.terminals.enrolling import NewTerminal

_NEEDED = InputRequired(lazy_gettext("This is needed."))


class OrderForm(MastersForm):
    """Where a terminal is to stand, what it may do, and whose it is."""

    terminal = IntegerField(lazy_gettext("Terminal number"), [_NEEDED])
    branch = IntegerField(lazy_gettext("Branch"), [_NEEDED])
    group = IntegerField(lazy_gettext("Group"), [InputRequired(lazy_gettext("This is needed."))], default=0)
    roles = SelectMultipleField(
        lazy_gettext("May"), coerce=int, option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )

    def new_terminal(self) -> NewTerminal:
        """What is ordered."""
        roles = Role(sum(self.roles.data or []))
        numbers = (self.terminal.data or 0, self.branch.data or 0, self.group.data or 0)
        return NewTerminal(*numbers, roles, self.owner.data or 0, self.load_float.amount)


class AnswerForm(FlaskForm):
    """What the holder of the CA key signed."""

    answer = FileField(lazy_gettext("Signed answer"), [FileRequired(lazy_gettext("This is needed."))])


def offer_roles(form: OrderForm) -> None:
    """Fill in what can be chosen."""
    form.roles.choices = [(int(role), say(role)) for role in Role]
