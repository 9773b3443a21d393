"""The terminal's secrets on disk, and what it trusts (INTEGRITY 10).

One folder of the terminal's user:

    secrets       locked with the password: format 1 · terminal u16 · environment 8 · Ed25519 seed 32 · X25519 32
                  · keyring (`protocol.link.bundles`), or nothing before the enrolment
    root_public   the office's root public key that the installer pinned, in hex
    certificate   packet of CERTIFICATE and the OFFICE_KEYS it was given with: they prove each other for ever
    office_keys   the newest OFFICE_KEYS

`secrets` has mode 0600 and is refused otherwise; the others are public and prove themselves, up to the pinned root.
Every file is replaced whole, and every mixture of old and new files that a power cut can leave still opens. No error
names a secret.
"""

from __future__ import annotations

import struct
import unicodedata
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path

from protocol.card.keys import Keyring
from protocol.ids import TerminalId
from protocol.limits import OBJECT_BYTES_MAX
from protocol.link.bundles import decode_keyring, encode_keyring
from protocol.link.certificate import Certificate, decode_certificate
from protocol.link.office_keys import OfficeKeys, decode_office_keys
from protocol.link.packet import pack, unpack
from protocol.link.seal import (
    PasswordCost,
    Purpose,
    RecipientKey,
    SigningKey,
    WrongPassword,
    lock_with_password,
    open_sealed,
    unlock_with_password,
)
from protocol.link.violations import Reason, TheirViolation
from terminal.files import DISK, PUBLIC, SECRET, Disk, is_private, read_file, replace_file

SECRETS = "secrets"
ROOT = "root_public"
CERTIFICATE = "certificate"
OFFICE_KEYS = "office_keys"

FORMAT = 1
_HEAD = struct.Struct(">BH8s32s32s")


class KeystoreProblem(Enum):
    """Why the keystore does not open."""

    MISSING = auto()
    LOOSE_PERMISSIONS = auto()
    WRONG_PASSWORD = auto()
    DAMAGED = auto()
    NOT_ENROLLED = auto()


@dataclass(frozen=True, slots=True)
class DeviceSecrets:
    """Who this device is, the keys it made itself, and the card keys it was given."""

    terminal: TerminalId
    environment: bytes
    signing: SigningKey = field(repr=False)
    recipient: RecipientKey = field(repr=False)
    card_keys: Keyring | None = field(repr=False, default=None)


@dataclass(frozen=True, slots=True)
class Admission:
    """A checked certificate and the checked keys of the office it came with; sealed, as they are stored and shown."""

    certificate: Certificate
    certificate_sealed: bytes
    office_keys: OfficeKeys
    office_keys_sealed: bytes


@dataclass(frozen=True, slots=True)
class Keystore:
    """Everything an enrolled terminal works with. `office_keys` are the newest, `admission` has those of the enrolment."""

    secrets: DeviceSecrets
    card_keys: Keyring = field(repr=False)
    root_public: bytes
    admission: Admission
    office_keys: OfficeKeys


def _password_bytes(password: str) -> bytes:
    """NFC, so that two keyboards give the same bytes."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


def write_secrets(
    folder: Path, secrets: DeviceSecrets, password: str, disk: Disk = DISK, cost: PasswordCost | None = None
) -> None:
    """Lock the secrets under the password and replace the file. Raises OSError."""
    keyring = b"" if secrets.card_keys is None else encode_keyring(secrets.card_keys)
    own = (secrets.signing.seed, secrets.recipient.secret)
    plain = _HEAD.pack(FORMAT, secrets.terminal, secrets.environment, *own) + keyring
    replace_file(folder / SECRETS, lock_with_password(_password_bytes(password), plain, cost), SECRET, disk)


def read_secrets(folder: Path, password: str) -> DeviceSecrets | KeystoreProblem:
    """Unlock the secrets. Raises OSError other than a missing file."""
    path = folder / SECRETS
    try:
        if not is_private(path):
            return KeystoreProblem.LOOSE_PERMISSIONS
        return _decoded(unlock_with_password(_password_bytes(password), _whole(path)))
    except FileNotFoundError:
        return KeystoreProblem.MISSING
    except WrongPassword:
        return KeystoreProblem.WRONG_PASSWORD
    except TheirViolation:
        return KeystoreProblem.DAMAGED


def _whole(path: Path) -> bytes:
    """Raises TheirViolation for what is not an ordinary file of an object's size."""
    data = read_file(path, OBJECT_BYTES_MAX)
    if data is None:
        raise TheirViolation(Reason.TOO_LARGE, f"{path.name} is not a file of ours")
    return data


def _decoded(plain: bytes) -> DeviceSecrets:
    """Raises TheirViolation, whose text holds nothing of the bytes."""
    if len(plain) < _HEAD.size or plain[0] != FORMAT:
        raise TheirViolation(Reason.MALFORMED, "not the secrets of a terminal")
    _, terminal, environment, seed, secret = _HEAD.unpack_from(plain)
    keyring = plain[_HEAD.size :]
    card_keys = decode_keyring(keyring) if keyring else None
    return DeviceSecrets(TerminalId(terminal), environment, SigningKey.from_seed(seed), RecipientKey(secret), card_keys)


def check_admission(certificate: bytes, office_keys: bytes, secrets: DeviceSecrets, root_public: bytes) -> Admission:
    """A certificate for this terminal and this device's own keys, signed by a CA that the root vouches for.

    Raises TheirViolation; NOT_ALLOWED for a sound certificate of another device.
    """
    keys = _checked_keys(office_keys, secrets, root_public)
    found = decode_certificate(open_sealed(certificate, Purpose.CERTIFICATE, secrets.environment, keys.ca))
    ours = (secrets.terminal, secrets.signing.public, secrets.recipient.public)
    if (found.terminal, found.sign_public, found.seal_public) != ours:
        raise TheirViolation(Reason.NOT_ALLOWED, "a certificate for another device")
    return Admission(found, certificate, keys, office_keys)


def _checked_keys(sealed: bytes, secrets: DeviceSecrets, root_public: bytes) -> OfficeKeys:
    return decode_office_keys(open_sealed(sealed, Purpose.OFFICE_KEYS, secrets.environment, root_public))


def read_root(folder: Path) -> bytes | None:
    """The pinned root public key, or None before the enrolment. Raises TheirViolation for a damaged file, and OSError."""
    try:
        return bytes.fromhex(_whole(folder / ROOT).decode("ascii"))
    except FileNotFoundError:
        return None
    except ValueError:
        raise TheirViolation(Reason.MALFORMED, "the pinned root public key is damaged") from None


def read_admission(folder: Path, secrets: DeviceSecrets, root_public: bytes) -> Admission:
    """The stored certificate with its keys, checked. Raises TheirViolation, FileNotFoundError and other OSError."""
    objects = unpack(_whole(folder / CERTIFICATE))
    if len(objects) != 2:
        raise TheirViolation(Reason.MALFORMED, "not a certificate and its keys")
    certificate, office_keys = objects
    return check_admission(certificate, office_keys, secrets, root_public)


def write_office_keys(folder: Path, sealed: bytes, disk: Disk = DISK) -> None:
    """Store newer keys of the office that the caller has checked. Raises OSError."""
    replace_file(folder / OFFICE_KEYS, sealed, PUBLIC, disk)


def write_admission(folder: Path, root_public: bytes, admission: Admission, secrets: DeviceSecrets, disk: Disk = DISK) -> None:
    """Store what `check_admission` has checked, each file whole. Keys of the office do not give way to older ones.

    Raises OSError.
    """
    replace_file(folder / ROOT, root_public.hex().encode() + b"\n", PUBLIC, disk)
    try:
        held = _checked_keys(_whole(folder / OFFICE_KEYS), secrets, root_public).version
    except (FileNotFoundError, TheirViolation):
        held = -1
    if held < admission.office_keys.version:
        write_office_keys(folder, admission.office_keys_sealed, disk)
    replace_file(folder / CERTIFICATE, pack([admission.certificate_sealed, admission.office_keys_sealed]), PUBLIC, disk)


def open_keystore(folder: Path, password: str) -> Keystore | KeystoreProblem:
    """Unlock and check everything an enrolled terminal needs. NOT_ENROLLED until the office's answer is stored.

    The validity of the certificate is not judged here: that needs a clock. Raises OSError other than a missing file.
    """
    secrets = read_secrets(folder, password)
    if isinstance(secrets, KeystoreProblem):
        return secrets
    if secrets.card_keys is None:
        return KeystoreProblem.NOT_ENROLLED
    try:
        root_public = read_root(folder) or b""
        admission = read_admission(folder, secrets, root_public)
        newest = _checked_keys(_whole(folder / OFFICE_KEYS), secrets, root_public)
    except FileNotFoundError:
        return KeystoreProblem.MISSING
    except TheirViolation:
        return KeystoreProblem.DAMAGED
    return Keystore(secrets, secrets.card_keys, root_public, admission, newest)
