"""One office a session, made for real; each test gets its own copy of the folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from provisioning.keystore.port import OfficeSecrets
from provisioning.office import Nameplate, Office, create_office
from tests.provisioning.keyboard import Desk
from tests.provisioning.room import NOW, PASSWORD, SERVER_PASSWORD, Room


@pytest.fixture(scope="session")
def first_office(tmp_path_factory: pytest.TempPathFactory) -> Room:
    folder = tmp_path_factory.mktemp("made") / "office"
    made = create_office(folder, PASSWORD, SERVER_PASSWORD, NOW)
    assert isinstance(made, Nameplate)
    held = Office(folder).keystore.unlock(PASSWORD.encode())
    assert isinstance(held, OfficeSecrets)
    return Room(Office(folder), held)


@pytest.fixture
def room(first_office: Room, tmp_path: Path) -> Room:
    copy = shutil.copytree(first_office.office.folder, tmp_path / "office")
    return Room(Office(copy), first_office.held)


@pytest.fixture
def desk(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Desk:
    return Desk(capsys, tmp_path)


@pytest.fixture
def pipe() -> Iterator[Callable[[str], int]]:
    open_ends: list[int] = []

    def with_text(text: str) -> int:
        read, write = os.pipe()
        os.write(write, text.encode())
        os.close(write)
        open_ends.append(read)
        return read

    yield with_text
    for end in open_ends:
        os.close(end)
