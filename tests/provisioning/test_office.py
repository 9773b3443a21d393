"""An office is made once: made over another one, every card and terminal of the first would be worthless."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from protocol.card.keys import derive_keyring
from protocol.link.bundles import decode_server_keys
from protocol.link.office_keys import decode_office_keys
from protocol.link.seal import Purpose, SigningKey, open_sealed, unlock_with_password
from provisioning.issue_record import Act, lines
from provisioning.office import (
    Nameplate,
    Office,
    change_password,
    create_office,
    issuer_of,
    nameplate_of,
    office_keys_of,
    read_nameplate,
    server_keys_of,
)
from provisioning.refusals import Refusal
from provisioning.registry import act
from tests.provisioning.room import NOW, PASSWORD, SERVER_PASSWORD, Room, why

GOOD = "four quiet violins play"


def test_a_new_office_opens_with_its_password(room: Room) -> None:
    assert room.office.keystore.unlock(PASSWORD.encode()) == room.held


def test_the_nameplate_is_what_the_secrets_say(room: Room) -> None:
    plate = read_nameplate(room.office)
    assert plate == nameplate_of(room.held)
    assert plate == Nameplate(room.held.environment, SigningKey.from_seed(room.held.root).public, 1)


def test_the_office_keys_are_signed_by_the_root(room: Room) -> None:
    root = SigningKey.from_seed(room.held.root).public
    body = open_sealed(room.office.office_keys.read_bytes(), Purpose.OFFICE_KEYS, room.held.environment, root)
    keys = decode_office_keys(body)
    assert keys == office_keys_of(room.held)
    assert keys.ca == SigningKey.from_seed(room.held.ca).public
    assert len({keys.ca, keys.ack, keys.set, keys.personalisation, root}) == 5


def test_the_server_gets_its_keys_under_its_own_password_and_nothing_more(room: Room) -> None:
    plain = unlock_with_password(SERVER_PASSWORD.encode(), room.office.server_keys.read_bytes())
    assert decode_server_keys(plain) == server_keys_of(room.held)
    for seed in (room.held.root, room.held.ca, room.held.personalisation, room.held.collection, room.held.issuer_master):
        assert seed not in plain
    keyring = derive_keyring(room.held.issuer_master, 1)
    assert keyring.listing in plain
    assert keyring.mac not in plain


def test_secret_files_are_for_their_owner_alone(room: Room) -> None:
    modes = {path.name: path.stat().st_mode & 0o777 for path in room.office.folder.iterdir()}
    public = {"office.json": 0o644, "office_keys.signed": 0o644}
    assert modes == public | {"secrets.locked": 0o600, "server.keys": 0o600, "registry.db": 0o600}
    assert room.office.folder.stat().st_mode & 0o777 == 0o700


def test_the_issue_record_begins_with_the_office(room: Room) -> None:
    with act(room.office.registry) as database:
        assert [line.kind for line in lines(database)] == [Act.OFFICE_CREATED.value]


@pytest.mark.parametrize("there", ["office", "empty folder", "file", "dangling link"])
def test_an_office_is_never_made_over_anything(room: Room, tmp_path: Path, there: str) -> None:
    place = room.office.folder if there == "office" else tmp_path / "there"
    if there == "empty folder":
        place.mkdir()
    elif there == "file":
        place.write_text("something")
    elif there == "dangling link":
        place.symlink_to(tmp_path / "nowhere")
    before = sorted(tmp_path.rglob("*"))
    assert why(create_office(place, GOOD, SERVER_PASSWORD, NOW)) is Refusal.OFFICE_EXISTS
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("password", "server_password", "refusal"),
    [
        ("", SERVER_PASSWORD, Refusal.PASSWORD_EMPTY),
        (PASSWORD, "", Refusal.PASSWORD_EMPTY),
        ("short", SERVER_PASSWORD, Refusal.PASSWORD_SHORT),
        (PASSWORD, "administrator", Refusal.PASSWORD_COMMON),
        (PASSWORD, PASSWORD, Refusal.PASSWORD_TWICE),
    ],
)
def test_no_office_without_two_good_passwords(tmp_path: Path, password: str, server_password: str, refusal: Refusal) -> None:
    assert why(create_office(tmp_path / "office", password, server_password, NOW)) is refusal
    assert not list(tmp_path.iterdir())


def test_a_disk_that_fails_leaves_no_half_made_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="no space"):
        create_office(tmp_path / "office", GOOD, SERVER_PASSWORD, NOW)
    assert not list(tmp_path.iterdir())


def test_a_folder_without_an_office_says_so(tmp_path: Path) -> None:
    assert why(read_nameplate(Office(tmp_path))) is Refusal.OFFICE_MISSING


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"environment": "zz"}'])
def test_a_damaged_nameplate_says_so(room: Room, text: str) -> None:
    room.office.nameplate.write_text(text)
    assert why(read_nameplate(room.office)) is Refusal.FILE_DAMAGED


def test_a_nameplate_with_another_root_is_damage(room: Room) -> None:
    public = json.loads(room.office.nameplate.read_text())
    public["root_public_key"] = SigningKey.generate().public.hex()
    room.office.nameplate.write_text(json.dumps(public))
    assert why(read_nameplate(room.office)) is Refusal.FILE_DAMAGED


def test_the_password_can_be_changed_and_that_is_on_record(room: Room) -> None:
    assert change_password(room.office, PASSWORD, GOOD, NOW) is None
    assert room.office.keystore.unlock(GOOD.encode()) == room.held
    with act(room.office.registry) as database:
        assert lines(database)[-1].kind == Act.PASSWORD_CHANGED.value


def test_a_bad_new_password_changes_nothing(room: Room) -> None:
    refused = change_password(room.office, PASSWORD, "short", NOW)
    assert why(refused) is Refusal.PASSWORD_SHORT
    assert room.office.keystore.unlock(PASSWORD.encode()) == room.held


def test_the_issuer_on_the_cards_is_the_beginning_of_the_environment() -> None:
    assert issuer_of(bytes(range(8))) == bytes(range(4))
