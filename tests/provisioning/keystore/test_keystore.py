"""The keystore is the office: lost, there are no more cards; read by others, everybody makes cards."""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.link.seal import COST_FLOOR, lock_with_password
from provisioning.keystore.file import FileKeystore
from provisioning.keystore.port import SECRETS_BYTES, Keystore, OfficeSecrets, decode_secrets, encode_secrets, new_secrets
from provisioning.keystore.virtual import VirtualKeystore
from provisioning.refusals import Refusal
from tests.provisioning.room import why

OLD, NEW = b"old password here", b"new password here"


@pytest.fixture(params=["file", "virtual"])
def keystore(request: pytest.FixtureRequest, tmp_path: Path) -> Keystore:
    tmp_path.chmod(0o700)
    return FileKeystore(tmp_path / "secrets.locked") if request.param == "file" else VirtualKeystore()


@pytest.fixture
def stored(tmp_path: Path) -> FileKeystore:
    tmp_path.chmod(0o700)
    keystore = FileKeystore(tmp_path / "secrets.locked")
    keystore.path.write_bytes(lock_with_password(OLD, encode_secrets(new_secrets()), COST_FLOOR))
    keystore.path.chmod(0o600)
    return keystore


def test_what_was_stored_comes_back_with_the_password(keystore: Keystore) -> None:
    held = new_secrets()
    assert keystore.create(held, OLD) is None
    assert keystore.unlock(OLD) == held


def test_a_wrong_password_opens_nothing(keystore: Keystore) -> None:
    keystore.create(new_secrets(), OLD)
    assert why(keystore.unlock(NEW)) is Refusal.PASSWORD_WRONG


def test_secrets_are_never_stored_over_others(keystore: Keystore) -> None:
    held = new_secrets()
    keystore.create(held, OLD)
    assert why(keystore.create(new_secrets(), NEW)) is Refusal.OFFICE_EXISTS
    assert keystore.unlock(OLD) == held


def test_an_empty_place_says_so(keystore: Keystore) -> None:
    assert why(keystore.unlock(OLD)) is Refusal.OFFICE_MISSING


def test_after_a_change_only_the_new_password_opens(keystore: Keystore) -> None:
    held = new_secrets()
    keystore.create(held, OLD)
    assert keystore.lock_again(OLD, NEW) is None
    assert keystore.unlock(NEW) == held
    assert why(keystore.unlock(OLD)) is Refusal.PASSWORD_WRONG


def test_the_password_changes_only_for_who_knows_the_old_one(keystore: Keystore) -> None:
    keystore.create(new_secrets(), OLD)
    assert why(keystore.lock_again(NEW, NEW)) is Refusal.PASSWORD_WRONG


def test_rubbish_in_a_virtual_keystore_is_damage() -> None:
    keystore = VirtualKeystore()
    keystore.create(new_secrets(), OLD)
    keystore.damage = True
    assert why(keystore.unlock(OLD)) is Refusal.FILE_DAMAGED


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    old_mask = os.umask(0)
    try:
        FileKeystore(tmp_path / "secrets.locked").create(new_secrets(), OLD)
    finally:
        os.umask(old_mask)
    assert (tmp_path / "secrets.locked").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o601])
def test_a_file_that_others_could_use_is_refused(stored: FileKeystore, mode: int) -> None:
    stored.path.chmod(mode)
    assert why(stored.unlock(OLD)) is Refusal.FILE_LOOSE


def test_a_file_of_another_owner_is_refused(stored: FileKeystore) -> None:
    if os.geteuid() == 0:
        os.chown(stored.path, 12345, -1)
        assert why(stored.unlock(OLD)) is Refusal.FILE_LOOSE
    else:
        assert stored.path.stat().st_uid == os.geteuid()


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_a_folder_where_others_could_swap_the_file_is_refused(stored: FileKeystore, mode: int) -> None:
    stored.path.parent.chmod(mode)
    assert why(stored.unlock(OLD)) is Refusal.FILE_LOOSE


def test_a_link_or_a_folder_or_a_pipe_in_its_place_is_damage(stored: FileKeystore) -> None:
    real = stored.path.rename(stored.path.with_name("elsewhere"))
    stored.path.symlink_to(real)
    assert why(stored.unlock(OLD)) is Refusal.FILE_DAMAGED
    stored.path.unlink()
    os.mkfifo(stored.path, 0o600)
    assert why(stored.unlock(OLD)) is Refusal.FILE_DAMAGED


@pytest.mark.parametrize("rubbish", [b"", b"TL", b"x" * 300, b"y" * 70_000])
def test_rubbish_is_damage(stored: FileKeystore, rubbish: bytes) -> None:
    stored.path.write_bytes(rubbish)
    assert why(stored.unlock(OLD)) is Refusal.FILE_DAMAGED


def test_a_locked_secret_of_another_kind_is_damage(stored: FileKeystore) -> None:
    stored.path.write_bytes(lock_with_password(OLD, b"server keys, say", COST_FLOOR))
    assert why(stored.unlock(OLD)) is Refusal.FILE_DAMAGED


def test_a_flipped_bit_opens_nothing(stored: FileKeystore) -> None:
    data = bytearray(stored.path.read_bytes())
    data[-1] ^= 1
    stored.path.write_bytes(data)
    assert why(stored.unlock(OLD)) is Refusal.PASSWORD_WRONG


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_disk_that_fails_during_a_change_leaves_the_old_file_whole(
    stored: FileKeystore, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    held = stored.unlock(OLD)

    def fail(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os if step == "fsync" else Path, step, fail)
    with pytest.raises(OSError, match="no space"):
        stored.lock_again(OLD, NEW)
    monkeypatch.undo()
    assert stored.unlock(OLD) == held
    assert [path.name for path in stored.path.parent.iterdir()] == ["secrets.locked"]


def test_no_secret_is_in_a_repr() -> None:
    held = new_secrets()
    assert [place.name for place in fields(held) if place.repr] == ["environment", "key_version"]
    assert held.root.hex() not in repr(held)
    assert str(held.root) not in repr(held)


def test_two_offices_share_nothing() -> None:
    one, other = new_secrets(), new_secrets()
    secrets = {getattr(held, place.name) for held in (one, other) for place in fields(held) if not place.repr}
    assert len(secrets) == 14
    assert one.environment != other.environment


SEED = st.binary(min_size=32, max_size=32)
SECRETS = st.builds(
    OfficeSecrets,
    environment=st.binary(min_size=8, max_size=8),
    key_version=st.integers(0, 255),
    root=SEED,
    ca=SEED,
    ack=SEED,
    set=SEED,
    personalisation=SEED,
    collection=SEED,
    issuer_master=SEED,
)


@given(SECRETS)
@settings(deadline=None, max_examples=50)
def test_the_layout_of_the_secrets_is_fixed_and_complete(held: OfficeSecrets) -> None:
    data = encode_secrets(held)
    assert len(data) == SECRETS_BYTES == 234
    assert decode_secrets(data) == held
    assert decode_secrets(data[:-1]) is None
    assert decode_secrets(b"\x02" + data[1:]) is None
