"""One exchange with head office: the certificate is shown, which changes nothing there."""

from __future__ import annotations

from collections.abc import Callable

from protocol.link import conversation
from protocol.link.conversation import Refused as OfficeRefused
from protocol.link.conversation import TerminalSide
from protocol.link.packet import pack, unpack
from protocol.link.violations import TheirViolation
from terminal.doctor.finding import Finding, fail, fine, warn
from terminal.keystore import Keystore
from terminal.uplink.transport.port import Busy, Refused, Transport, TransportError


def ask_office(transport: Transport, keystore: Keystore, monotonic_ms: Callable[[], int]) -> Finding:
    """Whether head office answers, and accepts this terminal's certificate."""
    said, began = keystore.admission.certificate_sealed, monotonic_ms()
    try:
        objects = unpack(transport.exchange(pack([said])))
    except Busy:
        return fine("line", "head office answers, and is busy")
    except Refused as error:
        return warn("line", f"something answers that is not head office: {error}", "correct uplink.url, or look at the proxy")
    except TransportError as error:
        return warn("line", str(error), "sales go on from the card; look at cable, DNS, firewall and uplink.ca_file")
    except TheirViolation:
        return warn("line", "what answered does not speak our protocol", "correct uplink.url, or look at the proxy")
    side = TerminalSide(keystore.secrets.terminal, keystore.secrets.environment, keystore.root_public, keystore.office_keys)
    _, outcomes = conversation.receive(side, [said], objects)
    for outcome in outcomes:
        if isinstance(outcome, OfficeRefused):
            return fail(
                "line",
                f"head office refuses this terminal: {outcome.refusal.reason.name}",
                "ask the office about its certificate",
            )
    return fine("line", f"head office answered after {monotonic_ms() - began} ms")
