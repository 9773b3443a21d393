"""If these failed, a stolen SD card would give up the card keys, or a power cut would cost a terminal its identity."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from protocol.card.keys import Keyring, derive_keyring
from protocol.ids import TerminalId
from protocol.link.certificate import EnrolRequest
from protocol.link.seal import PasswordCost, RecipientKey, SigningKey, lock_with_password
from terminal.keystore import (
    CERTIFICATE,
    OFFICE_KEYS,
    ROOT,
    SECRETS,
    DeviceSecrets,
    Keystore,
    KeystoreProblem,
    check_admission,
    open_keystore,
    read_secrets,
    write_admission,
    write_office_keys,
    write_secrets,
)
from tests.support.cutting_disk import CuttingDisk, PowerCut
from tests.support.small_office import SmallOffice

CHEAP = PasswordCost(8 * 1024, 1, 1)
PASSWORD = "a long password"
CARD_KEYS = derive_keyring(bytes(range(32)), 2)
DEVICE = DeviceSecrets(
    TerminalId(7), b"training", SigningKey.from_seed(b"\x11" * 32), RecipientKey(b"\x22" * 32), CARD_KEYS.without_load()
)


@pytest.fixture
def office() -> SmallOffice:
    return SmallOffice()


def enrol(folder: Path, office: SmallOffice, device: DeviceSecrets = DEVICE) -> None:
    request = EnrolRequest(device.terminal, device.signing.public, device.recipient.public, bytes(32))
    admission = check_admission(office.certify(request), office.office_keys(), device, office.root.public)
    write_admission(folder, office.root.public, admission, device)
    write_secrets(folder, device, PASSWORD, cost=CHEAP)


def opened(folder: Path) -> Keystore:
    keystore = open_keystore(folder, PASSWORD)
    assert isinstance(keystore, Keystore)
    return keystore


@pytest.mark.parametrize("card_keys", [None, CARD_KEYS, CARD_KEYS.without_load()])
def test_secrets_are_read_back_as_they_were_written(tmp_path: Path, card_keys: Keyring | None) -> None:
    secrets = DeviceSecrets(DEVICE.terminal, DEVICE.environment, DEVICE.signing, DEVICE.recipient, card_keys)
    write_secrets(tmp_path, secrets, PASSWORD, cost=CHEAP)
    assert read_secrets(tmp_path, PASSWORD) == secrets
    assert (tmp_path / SECRETS).stat().st_mode & 0o777 == 0o600


def test_the_default_cost_of_a_guess_is_the_dear_one(tmp_path: Path) -> None:
    write_secrets(tmp_path, DEVICE, PASSWORD)
    memory_kib = int.from_bytes((tmp_path / SECRETS).read_bytes()[3:7], "big")
    assert memory_kib == 64 * 1024
    assert read_secrets(tmp_path, PASSWORD) == DEVICE


def test_a_password_opens_from_any_keyboard(tmp_path: Path) -> None:
    write_secrets(tmp_path, DEVICE, "pa\u0308sswort lang", cost=CHEAP)
    assert read_secrets(tmp_path, "p\u00e4sswort lang") == DEVICE
    assert read_secrets(tmp_path, "p\udce4sswort lang") is KeystoreProblem.WRONG_PASSWORD


def test_a_wrong_password_opens_nothing(tmp_path: Path) -> None:
    write_secrets(tmp_path, DEVICE, PASSWORD, cost=CHEAP)
    assert read_secrets(tmp_path, "another password") is KeystoreProblem.WRONG_PASSWORD
    assert open_keystore(tmp_path, "another password") is KeystoreProblem.WRONG_PASSWORD


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o777])
def test_a_file_that_others_may_touch_is_refused(tmp_path: Path, mode: int) -> None:
    write_secrets(tmp_path, DEVICE, PASSWORD, cost=CHEAP)
    (tmp_path / SECRETS).chmod(mode)
    assert read_secrets(tmp_path, PASSWORD) is KeystoreProblem.LOOSE_PERMISSIONS


def test_a_file_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_secrets(tmp_path, DEVICE, PASSWORD, cost=CHEAP)
    stranger = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: stranger)
    assert read_secrets(tmp_path, PASSWORD) is KeystoreProblem.LOOSE_PERMISSIONS


def test_missing_and_damaged_secrets_are_told_apart(tmp_path: Path) -> None:
    assert read_secrets(tmp_path, PASSWORD) is KeystoreProblem.MISSING
    path = tmp_path / SECRETS
    path.touch(0o600)
    assert read_secrets(tmp_path, PASSWORD) is KeystoreProblem.DAMAGED
    path.write_bytes(bytes(200))
    assert read_secrets(tmp_path, PASSWORD) is KeystoreProblem.DAMAGED
    path.unlink()
    path.mkdir(0o700)
    with pytest.raises(IsADirectoryError):
        read_secrets(tmp_path, PASSWORD)
    path.rmdir()
    os.mkfifo(path, 0o600)
    assert read_secrets(tmp_path, PASSWORD) is KeystoreProblem.DAMAGED


@pytest.mark.parametrize("plain", [b"", b"\x01", b"\x02" + bytes(200), b"\x01" + bytes(75)])
def test_a_locked_file_of_something_else_is_damage(tmp_path: Path, plain: bytes) -> None:
    path = tmp_path / SECRETS
    path.touch(0o600)
    path.write_bytes(lock_with_password(PASSWORD.encode(), plain, CHEAP))
    assert read_secrets(tmp_path, PASSWORD) is KeystoreProblem.DAMAGED


def test_no_secret_shows_in_text_or_in_any_file(tmp_path: Path, office: SmallOffice) -> None:
    enrol(tmp_path, office)
    canaries = [DEVICE.signing.seed, DEVICE.recipient.secret, CARD_KEYS.access, CARD_KEYS.mac, PASSWORD.encode()]
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir()) + repr(opened(tmp_path)).encode()
    for canary in canaries:
        assert canary not in written
        assert canary.hex().encode() not in written
        assert repr(canary)[2:-1].encode() not in written


def test_an_enrolled_terminal_opens_everything(tmp_path: Path, office: SmallOffice) -> None:
    enrol(tmp_path, office)
    keystore = opened(tmp_path)
    assert keystore.secrets == DEVICE
    assert keystore.card_keys == CARD_KEYS.without_load()
    assert keystore.root_public == office.root.public
    assert keystore.office_keys.ack == office.ack.public
    assert keystore.admission.certificate.terminal == 7


def test_a_terminal_without_card_keys_is_not_enrolled(tmp_path: Path) -> None:
    device = DeviceSecrets(DEVICE.terminal, DEVICE.environment, DEVICE.signing, DEVICE.recipient)
    write_secrets(tmp_path, device, PASSWORD, cost=CHEAP)
    assert open_keystore(tmp_path, PASSWORD) is KeystoreProblem.NOT_ENROLLED


@pytest.mark.parametrize("name", [ROOT, CERTIFICATE, OFFICE_KEYS])
def test_what_is_trusted_must_be_there_whole_and_proven(tmp_path: Path, office: SmallOffice, name: str) -> None:
    enrol(tmp_path, office)
    sound = (tmp_path / name).read_bytes()
    for place in range(0, len(sound), 7):
        (tmp_path / name).write_bytes(sound[:place] + bytes([sound[place] ^ 1]) + sound[place + 1 :])
        assert open_keystore(tmp_path, PASSWORD) is KeystoreProblem.DAMAGED
        if place > 40:
            break  # each opening costs a password guess
    for broken in (b"", sound[:-2]):
        (tmp_path / name).write_bytes(broken)
        assert open_keystore(tmp_path, PASSWORD) is KeystoreProblem.DAMAGED
    (tmp_path / name).unlink()
    assert open_keystore(tmp_path, PASSWORD) in (KeystoreProblem.MISSING, KeystoreProblem.DAMAGED)


def test_files_of_another_office_or_another_device_are_refused(tmp_path: Path, office: SmallOffice) -> None:
    for name in ("ours", "strange", "twin"):
        (tmp_path / name).mkdir()
    enrol(tmp_path / "ours", office)
    enrol(tmp_path / "strange", SmallOffice(seed=2))
    twin = DeviceSecrets(TerminalId(8), DEVICE.environment, DEVICE.signing, DEVICE.recipient, CARD_KEYS)
    enrol(tmp_path / "twin", office, twin)
    for folder, name in (("strange", OFFICE_KEYS), ("strange", CERTIFICATE), ("twin", CERTIFICATE)):
        sound = (tmp_path / "ours" / name).read_bytes()
        (tmp_path / "ours" / name).write_bytes((tmp_path / folder / name).read_bytes())
        assert open_keystore(tmp_path / "ours", PASSWORD) is KeystoreProblem.DAMAGED
        (tmp_path / "ours" / name).write_bytes(sound)
    assert opened(tmp_path / "ours")


def test_newer_keys_of_the_office_rule_and_the_certificate_stays_proven_by_the_older_ones(
    tmp_path: Path, office: SmallOffice
) -> None:
    enrol(tmp_path, office)
    office.keys_version, office.ca_key, office.ack = 2, SigningKey.from_seed(b"\x33" * 32), SigningKey.from_seed(b"\x44" * 32)
    write_office_keys(tmp_path, office.office_keys())
    keystore = opened(tmp_path)
    assert (keystore.office_keys.version, keystore.admission.office_keys.version) == (2, 1)
    assert keystore.office_keys.ack == office.ack.public


def test_a_late_enrolment_answer_does_not_bring_older_keys_of_the_office_back(tmp_path: Path, office: SmallOffice) -> None:
    enrol(tmp_path, office)
    office.keys_version = 2
    write_office_keys(tmp_path, office.office_keys())
    office.keys_version = 1
    enrol(tmp_path, office)
    assert opened(tmp_path).office_keys.version == 2


def test_a_power_cut_at_any_operation_leaves_the_old_secrets_or_the_new_ones(tmp_path: Path) -> None:
    changed = DeviceSecrets(DEVICE.terminal, DEVICE.environment, DEVICE.signing, DEVICE.recipient, CARD_KEYS)
    for torn in (False, True):
        for cut in range(3):
            write_secrets(tmp_path, DEVICE, PASSWORD, cost=CHEAP)
            with pytest.raises(PowerCut):
                write_secrets(tmp_path, changed, PASSWORD, CuttingDisk(cut, torn), CHEAP)
            assert read_secrets(tmp_path, PASSWORD) == (changed if cut == 2 else DEVICE)
