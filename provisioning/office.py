"""An office: one folder of mode 0700, made whole or not at all, never over another one.

office.json         environment, root public key, key version: what installers are told; no secret
office_keys.signed  OFFICE_KEYS: the public working keys, signed by the root; every terminal gets it
secrets.locked      the keystore, under the administrator password
server.keys         what the settlement server works with, under the server password; copy it there
registry.db         what was handed out (`registry`)
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from protocol.instants import Instant
from protocol.link.bundles import ServerKeys, encode_server_keys
from protocol.link.office_keys import OfficeKeys, encode_office_keys
from protocol.link.seal import Purpose, SigningKey, lock_with_password, open_sealed, seal
from provisioning.files import PUBLIC, replace_file, sync_folder
from provisioning.issue_record import Act, note
from provisioning.keystore.file import FileKeystore
from provisioning.keystore.port import OfficeSecrets, new_secrets
from provisioning.passwords import judge_password, normal, password_bytes
from provisioning.refusals import Refusal, Refused
from provisioning.registry import act, create_registry

OFFICE_KEYS_VERSION = 1
ISSUER_BYTES = 4
FOLDER_MODE = 0o700


@dataclass(frozen=True, slots=True)
class Office:
    """Where the parts of an office lie."""

    folder: Path

    @property
    def keystore(self) -> FileKeystore:
        """The office's secrets."""
        return FileKeystore(self.folder / "secrets.locked")

    @property
    def registry(self) -> Path:
        """What was handed out."""
        return self.folder / "registry.db"

    @property
    def server_keys(self) -> Path:
        """The settlement server's keys, locked."""
        return self.folder / "server.keys"

    @property
    def office_keys(self) -> Path:
        """OFFICE_KEYS, signed."""
        return self.folder / "office_keys.signed"

    @property
    def nameplate(self) -> Path:
        """What installers are told."""
        return self.folder / "office.json"


@dataclass(frozen=True, slots=True)
class Nameplate:
    """What is public about an office. An installer types the root public key and the environment into a terminal."""

    environment: bytes
    root_public: bytes
    key_version: int


def issuer_of(environment: bytes) -> bytes:
    """The 4 bytes that stand on every card of this office."""
    return environment[:ISSUER_BYTES]


def nameplate_of(held: OfficeSecrets) -> Nameplate:
    """The public part of the secrets."""
    return Nameplate(held.environment, SigningKey.from_seed(held.root).public, held.key_version)


def create_office(folder: Path, password: str, server_password: str, now: Instant) -> Nameplate | Refused:
    """[!] Make all keys of a new office and its folder. Raises OSError if the disk fails; then there is no office."""
    refused = judge_password(password, "administrator password") or judge_password(server_password, "server password")
    if refused is None and normal(password) == normal(server_password):
        refused = Refused(Refusal.PASSWORD_TWICE)
    if refused is None and (folder.exists() or folder.is_symlink()):
        refused = Refused(Refusal.OFFICE_EXISTS, str(folder))
    if refused:
        return refused
    held = new_secrets()
    making = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    making.mkdir(mode=FOLDER_MODE)
    try:
        _fill(Office(making), held, password, server_password, now)
        making.rename(folder)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    sync_folder(folder.parent)
    return nameplate_of(held)


def _fill(office: Office, held: OfficeSecrets, password: str, server_password: str, now: Instant) -> None:
    office.keystore.create(held, password_bytes(password))
    replace_file(
        office.server_keys, lock_with_password(password_bytes(server_password), encode_server_keys(server_keys_of(held)))
    )
    replace_file(office.office_keys, sign_office_keys(held), PUBLIC)
    plate = nameplate_of(held)
    public = {
        "environment": plate.environment.hex(),
        "root_public_key": plate.root_public.hex(),
        "key_version": plate.key_version,
    }
    replace_file(office.nameplate, (json.dumps(public, indent=2) + "\n").encode(), PUBLIC)
    create_registry(office.registry)
    with act(office.registry) as database:
        note(database, now, Act.OFFICE_CREATED, root=plate.root_public.hex(), environment=plate.environment.hex())


def server_keys_of(held: OfficeSecrets) -> ServerKeys:
    """What the settlement server works with: it can answer terminals and list cards, and make neither."""
    plate = nameplate_of(held)
    return ServerKeys(
        environment=held.environment,
        root_public=plate.root_public,
        ca_public=SigningKey.from_seed(held.ca).public,
        ack_seed=held.ack,
        set_seed=held.set,
        listing_key=held.keyring().listing,
        key_version=held.key_version,
    )


def office_keys_of(held: OfficeSecrets) -> OfficeKeys:
    """The public working keys."""
    ca, ack, working_set, personalisation = (
        SigningKey.from_seed(seed).public for seed in (held.ca, held.ack, held.set, held.personalisation)
    )
    return OfficeKeys(version=OFFICE_KEYS_VERSION, ca=ca, ack=ack, set=working_set, personalisation=personalisation)


def sign_office_keys(held: OfficeSecrets) -> bytes:
    """OFFICE_KEYS signed by the root."""
    return seal(Purpose.OFFICE_KEYS, held.environment, SigningKey.from_seed(held.root), encode_office_keys(office_keys_of(held)))


def read_nameplate(office: Office) -> Nameplate | Refused:
    """What is public about the office; FILE_DAMAGED unless the root of the nameplate signed the office keys."""
    try:
        public = json.loads(office.nameplate.read_bytes())
        signed = office.office_keys.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return Refused(Refusal.OFFICE_MISSING, str(office.folder))
    except ValueError:
        return Refused(Refusal.FILE_DAMAGED, str(office.nameplate))
    try:
        plate = Nameplate(
            bytes.fromhex(public["environment"]), bytes.fromhex(public["root_public_key"]), int(public["key_version"])
        )
        open_sealed(signed, Purpose.OFFICE_KEYS, plate.environment, plate.root_public)
    except (KeyError, TypeError, ValueError):
        return Refused(Refusal.FILE_DAMAGED, f"{office.nameplate} or {office.office_keys}")
    return plate


def change_password(office: Office, old: str, new: str, now: Instant) -> Refused | None:
    """Lock the keystore with another password. Copies of the old file still open with the old one."""
    refused = judge_password(new, "new password") or office.keystore.lock_again(password_bytes(old), password_bytes(new))
    if refused is None:
        with act(office.registry) as database:
            note(database, now, Act.PASSWORD_CHANGED)
    return refused
