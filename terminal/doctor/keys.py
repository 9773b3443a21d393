"""The keystore and its certificate, as far as they may be told of."""

from __future__ import annotations

from collections.abc import Iterator

from protocol.instants import MS_PER_DAY, Instant
from protocol.link.certificate import Role
from terminal.config import TerminalConfig
from terminal.doctor.finding import Finding, fail, fine
from terminal.keystore import Keystore, KeystoreProblem

STEPS = {
    KeystoreProblem.MISSING: (
        "there is no keystore, or a part of it is gone",
        "enrol this terminal: tallycard-terminal enrol begin",
    ),
    KeystoreProblem.LOOSE_PERMISSIONS: (
        "others may read the secrets",
        "find out who could, then chmod 600 the file `secrets`, and have new card keys made if in doubt",
    ),
    KeystoreProblem.WRONG_PASSWORD: ("the management password does not open the keystore", "check the stored credential"),
    KeystoreProblem.DAMAGED: ("the keystore is damaged", "enrol anew as another terminal; what this one sold is in its journal"),
    KeystoreProblem.NOT_ENROLLED: ("the office's answer is missing", "tallycard-terminal enrol finish"),
}


def judge_problem(problem: KeystoreProblem) -> Finding:
    """Why the keystore does not open, and what to do."""
    return fail("keys", *STEPS[problem])


def judge_keys(keystore: Keystore, config: TerminalConfig, virtual: bool, now: Instant) -> Iterator[Finding]:
    """Whether the certificate is this terminal's and allows what is configured. The morning slip counts its days."""
    certificate = keystore.admission.certificate
    if certificate.terminal != config.terminal:
        text = f"the certificate is for terminal {certificate.terminal}, the configuration for {config.terminal}"
        yield fail("keys", text, "correct the configuration")
    elif virtual and not Role.VIRTUAL & certificate.roles:
        yield fail(
            "keys", "virtual devices are configured, and the certificate does not allow them", "configure the real devices"
        )
    elif now < certificate.valid_from:
        yield fail("keys", "the certificate is not valid yet", "look at the clock first")
    else:
        roles = ", ".join((role.name or "").lower() for role in Role if role & certificate.roles)
        yield fine("keys", f"certificate {certificate.serial} for {roles}; office keys version {keystore.office_keys.version}")


def days_left(keystore: Keystore, now: Instant) -> int:
    """How many whole days the certificate is still valid; negative if it is over."""
    return (keystore.admission.certificate.valid_until - now) // MS_PER_DAY
