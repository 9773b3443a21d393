"""No secret of the office may ever reach a screen, a log, an exception or a file that is not locked.

Every command is run, in its right and in its wrong ways; then everything said and everything written is searched for
every secret in every spelling.
"""

from __future__ import annotations

import base64
import logging
import re
from dataclasses import fields
from pathlib import Path

import pytest

from protocol.link.enrolment import read_code
from protocol.link.seal import RecipientKey, SigningKey
from provisioning.cli import main
from provisioning.edges import Edges
from provisioning.keystore.port import SEEDS, OfficeSecrets
from provisioning.office import Office, server_keys_of
from tests.provisioning.room import NOW, PASSWORD, SERVER_PASSWORD, TODAY, Device

NEW_PASSWORD = "seven brown kettles hum"
PIN = "471182"


def spellings(secret: bytes) -> set[bytes]:
    """The secret raw, in hexadecimal, in base 64 and as Python would show it."""
    shown = repr(secret)[2:-1].encode()
    return {secret, secret.hex().encode(), secret.hex().upper().encode(), base64.b64encode(secret).rstrip(b"="), shown}


def secrets_of(held: OfficeSecrets) -> set[bytes]:
    seeds = {getattr(held, name) for name in SEEDS}
    keys = held.keyring()
    masters = {getattr(keys, place.name) for place in fields(keys) if not place.repr}
    assert len(seeds) == 7
    assert len(masters) == 6
    return seeds | masters


def test_no_secret_shows_in_anything_that_any_command_says_or_writes(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    folder, device = tmp_path / "office", Device(SigningKey.generate(), RecipientKey.generate())
    office = ("--office", str(folder))
    prepared: list[str] = []

    def typed(_: str) -> str:
        return prepared.pop(0)

    edges = Edges(lambda: NOW, lambda: TODAY, typed, typed)
    said: list[str] = []

    def run(answers: list[str], *argv: object, status: int = 0) -> str:
        prepared[:] = answers
        assert main([str(part) for part in argv], edges) == status
        out, err = capfd.readouterr()
        said.extend((out, err))
        return out

    run([PASSWORD, PASSWORD, SERVER_PASSWORD, SERVER_PASSWORD], "office", "create", *office)
    run([PASSWORD, PASSWORD, SERVER_PASSWORD, SERVER_PASSWORD], "office", "create", *office, status=1)
    run([PASSWORD, PASSWORD, PASSWORD, PASSWORD], "office", "create", "--office", tmp_path / "other", status=1)
    run([PASSWORD, NEW_PASSWORD, NEW_PASSWORD], "office", "password", *office)
    run([PASSWORD, NEW_PASSWORD, NEW_PASSWORD], "office", "password", *office, status=1)

    held = Office(folder).keystore.unlock(NEW_PASSWORD.encode())
    assert isinstance(held, OfficeSecrets)

    shown = run([NEW_PASSWORD], "terminal", "code", *office, "--terminal", 3, "--roles", "sell,load,personalise")
    said.pop(-2)  # the one place where a code is shown
    (code,) = re.findall(r"^  ([A-Z2-7-]{34})$", shown, re.MULTILINE)
    run([PASSWORD], "terminal", "code", *office, "--terminal", 4, status=1)
    request = tmp_path / "request"
    request.write_bytes(device.request(3, code, held.environment))
    run([NEW_PASSWORD], "terminal", "approve", request, "--out", tmp_path / "answer", *office)
    (tmp_path / "cut").write_bytes(request.read_bytes()[:-1])
    run([NEW_PASSWORD], "terminal", "approve", tmp_path / "cut", "--out", tmp_path / "none", *office, status=1)
    (tmp_path / "thief").write_bytes(Device().request(3, code, held.environment))
    run([NEW_PASSWORD], "terminal", "approve", tmp_path / "thief", "--out", tmp_path / "none", *office, status=1)

    plan = ("cards", "plan", *office, "--desk", 3, "--cards", "1000-1001", "--class", 1, "--valid-until", "2029-11-21")
    run([PIN], *plan, "--pin", "given", "--out", tmp_path / "jobs")
    run([PIN, "2", NEW_PASSWORD], *plan, "--pin", "given", "--out", tmp_path / "jobs", "--apply")
    run([PIN, NEW_PASSWORD], *plan, "--pin", "given", "--out", tmp_path / "jobs2", "--yes", status=1)
    run([], "cards", "again", 1, *office, "--out", tmp_path / "jobs3")
    run([], "office", "show", *office)
    run([], "office", "record", *office)
    run([NEW_PASSWORD], "cards", "inspect", *office, "--virtual-card", request, status=1)
    (folder / "secrets.locked").write_bytes(b"rubbish")
    run([NEW_PASSWORD], "cards", "inspect", *office, "--virtual-card", request, status=1)

    typed_code = read_code(code)
    assert typed_code is not None
    hidden = secrets_of(held) | {typed_code, device.sign.seed, device.seal.secret}
    words = {PASSWORD, NEW_PASSWORD, SERVER_PASSWORD, code, code.replace("-", "")}
    needles = {spelling for secret in hidden for spelling in spellings(secret)} | {word.encode() for word in words}
    files = {str(path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert len(files) >= 10
    heard = {"screen": "\n".join(said).encode(), "log": caplog.text.encode(), "repr": repr((held, server_keys_of(held))).encode()}
    found = {(place, needle) for place, text in (files | heard).items() for needle in needles if needle in text}
    assert not found
    alone = re.compile(rb"(?<![0-9a-f])" + PIN.encode() + rb"(?![0-9a-f])")  # not within a hash
    assert not [place for place, text in (files | heard).items() if alone.search(text)]


def test_no_exception_of_the_keystore_names_a_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A disk that fails while secrets are written: the sentence names the disk and nothing else."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    answers = [PASSWORD, PASSWORD, SERVER_PASSWORD, SERVER_PASSWORD]
    edges = Edges(lambda: NOW, lambda: TODAY, lambda _: answers.pop(0))
    assert main(["office", "create", "--office", str(tmp_path / "office")], edges) == 1
    assert capsys.readouterr().err == "The disk or a file failed: No space left on device\n"
