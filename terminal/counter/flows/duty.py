"""The flows about people, drawer and terminal, in the order of the menu."""

from __future__ import annotations

from terminal.counter.flow import Flow
from terminal.counter.flows.change_pin import CHANGE_PIN
from terminal.counter.flows.devices import DEVICES
from terminal.counter.flows.handover import HANDOVER
from terminal.counter.flows.loss import LOSS
from terminal.counter.flows.pay_out import PAY_OUT
from terminal.counter.flows.readiness import READINESS
from terminal.counter.flows.shift_close import SHIFT_CLOSE
from terminal.counter.flows.shift_open import SHIFT_OPEN
from terminal.counter.flows.sign_off import SIGN_OFF
from terminal.counter.flows.sign_on import SIGN_ON
from terminal.counter.flows.takings import TAKINGS

DUTY: tuple[Flow, ...] = (
    SIGN_ON,
    SIGN_OFF,
    SHIFT_OPEN,
    HANDOVER,
    SHIFT_CLOSE,
    PAY_OUT,
    TAKINGS,
    LOSS,
    CHANGE_PIN,
    READINESS,
    DEVICES,
)
