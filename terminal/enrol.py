"""Enrolment of a new terminal, in two steps with a journey to the office between them (INTEGRITY P26, row 55).

`begin`    the device makes its keys, stores them, and only then asks: the request proves the one-time code
`finish`   the office's answer is checked up to the root key that the installer typed, then stored, card keys last

Both may be cut anywhere and repeated: the same device asks with the same bytes, and the office answers with the same.
No private key ever leaves the device.
"""

from __future__ import annotations

import unicodedata
from enum import Enum, auto
from pathlib import Path

from protocol.card.keys import Keyring
from protocol.ids import TerminalId
from protocol.link.certificate import Certificate, EnrolRequest, code_proof, encode_enrol_request
from protocol.link.enrolment import open_key_transfer, read_code
from protocol.link.packet import unpack
from protocol.link.seal import PasswordCost, Purpose, RecipientKey, SigningKey, check_public_key, peek, seal
from protocol.link.violations import Reason, TheirViolation
from terminal.files import DISK, Disk
from terminal.keystore import (
    Admission,
    DeviceSecrets,
    KeystoreProblem,
    check_admission,
    read_admission,
    read_root,
    read_secrets,
    write_admission,
    write_secrets,
)

PASSWORD_LENGTH_MIN = 12
FOLDER_MODE = 0o700
ANSWER = (Purpose.CERTIFICATE, Purpose.OFFICE_KEYS, Purpose.KEY_TRANSFER)


class EnrolProblem(Enum):
    """Why a step of the enrolment was not done."""

    CODE_MISTYPED = auto()
    PASSWORD_SHORT = auto()
    OTHER_TERMINAL = auto()
    """The folder holds the keys of another terminal or another office; they are never overwritten."""
    NOT_BEGUN = auto()
    ROOT_MISTYPED = auto()
    OTHER_ROOT = auto()
    """Another root key is pinned already."""
    ANSWER_DAMAGED = auto()
    ANSWER_OF_OTHER_OFFICE = auto()
    """The root key that was typed did not sign it."""
    ANSWER_FOR_OTHER_DEVICE = auto()
    ANSWER_OUTDATED = auto()
    """A later certificate is stored already."""


def begin(
    folder: Path,
    terminal: TerminalId,
    environment: bytes,
    code: str,
    password: str,
    disk: Disk = DISK,
    cost: PasswordCost | None = None,
) -> bytes | EnrolProblem | KeystoreProblem:
    """The enrolment request for head office, after the device's keys are safe on disk. The same keys on repeat.

    `environment` is the office's 8-byte id, `code` what the installer typed. Raises OSError.
    """
    read = read_code(code)
    if read is None:
        return EnrolProblem.CODE_MISTYPED
    if len(unicodedata.normalize("NFC", password)) < PASSWORD_LENGTH_MIN:
        return EnrolProblem.PASSWORD_SHORT
    folder.mkdir(FOLDER_MODE, parents=True, exist_ok=True)
    disk.sync_folder(folder.parent)
    secrets = read_secrets(folder, password)
    if secrets is KeystoreProblem.MISSING:
        secrets = DeviceSecrets(terminal, environment, SigningKey.generate(), RecipientKey.generate())
        write_secrets(folder, secrets, password, disk, cost)
    if isinstance(secrets, KeystoreProblem):
        return secrets
    if (secrets.terminal, secrets.environment) != (terminal, environment):
        return EnrolProblem.OTHER_TERMINAL
    return _request(secrets, read)


def _request(secrets: DeviceSecrets, code: bytes) -> bytes:
    own = (secrets.terminal, secrets.signing.public, secrets.recipient.public)
    body = encode_enrol_request(EnrolRequest(*own, code_proof(code, *own)))
    return seal(Purpose.ENROL_REQUEST, secrets.environment, secrets.signing, body)


def finish(
    folder: Path, answer: bytes, root: str, password: str, disk: Disk = DISK, cost: PasswordCost | None = None
) -> Certificate | EnrolProblem | KeystoreProblem:
    """Check the office's answer and store it; the terminal is enrolled when this returns the certificate.

    `root` is the office's root public key in hex as the installer typed it. The same answer may be given again; a later
    answer to the same device renews its certificate and card keys. Raises OSError.
    """
    root_public = _typed_root(root)
    if root_public is None:
        return EnrolProblem.ROOT_MISTYPED
    secrets = read_secrets(folder, password)
    if isinstance(secrets, KeystoreProblem):
        return EnrolProblem.NOT_BEGUN if secrets is KeystoreProblem.MISSING else secrets
    try:
        if read_root(folder) not in (None, root_public):
            return EnrolProblem.OTHER_ROOT
    except TheirViolation:
        return KeystoreProblem.DAMAGED
    try:
        admission, card_keys = _checked(answer, secrets, root_public)
    except TheirViolation as violation:
        return _PROBLEMS.get(violation.reason, EnrolProblem.ANSWER_DAMAGED)
    if admission.certificate.serial < _stored_serial(folder, secrets, root_public):
        return EnrolProblem.ANSWER_OUTDATED
    write_admission(folder, root_public, admission, secrets, disk)
    enrolled = DeviceSecrets(secrets.terminal, secrets.environment, secrets.signing, secrets.recipient, card_keys)
    write_secrets(folder, enrolled, password, disk, cost)
    return admission.certificate


_PROBLEMS = {
    Reason.UNKNOWN_SIGNER: EnrolProblem.ANSWER_OF_OTHER_OFFICE,
    Reason.BAD_SIGNATURE: EnrolProblem.ANSWER_OF_OTHER_OFFICE,
    Reason.NOT_ALLOWED: EnrolProblem.ANSWER_FOR_OTHER_DEVICE,
    Reason.UNREADABLE: EnrolProblem.ANSWER_FOR_OTHER_DEVICE,
}


def _typed_root(root: str) -> bytes | None:
    try:
        public = bytes.fromhex(root)
        check_public_key(public)
    except ValueError:  # TheirViolation among them
        return None
    return public


def _stored_serial(folder: Path, secrets: DeviceSecrets, root_public: bytes) -> int:
    """The serial of the stored certificate, 0 where there is none of use: then any sound answer mends it."""
    try:
        return read_admission(folder, secrets, root_public).certificate.serial
    except (FileNotFoundError, TheirViolation):
        return 0


def _checked(answer: bytes, secrets: DeviceSecrets, root_public: bytes) -> tuple[Admission, Keyring]:
    objects = unpack(answer)
    if tuple(peek(data).purpose for data in objects) != ANSWER:
        raise TheirViolation(Reason.MALFORMED, "not the answer to an enrolment request")
    certificate, office_keys, transfer = objects
    admission = check_admission(certificate, office_keys, secrets, root_public)
    ca = admission.office_keys.ca
    return admission, open_key_transfer(transfer, secrets.environment, secrets.terminal, secrets.recipient, ca)
