"""If these failed, a Pi would grant its terminal more than it needs, or less than it sells with."""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from provisioning.pi.files import files_for, installer
from provisioning.pi.needs import Need, needs_of
from provisioning.pi.unit import PROGRAM, USER
from provisioning.refusals import Refusal, Refused
from terminal.config import read_config
from tests.provisioning.keyboard import Desk
from tests.support.golden import Golden

REAL = """\
terminal = 7
folder = "/var/lib/tallycard/terminal-7"

[reader]
kind = "pcsc"
name = "ACR122U"

[printer]
kind = "usb"
target = "/dev/usb/lp0"

[keypad]

[operator_display]
device = "/dev/serial/by-id/usb-operator"
dialect = "cd5220"

[signal]
red = 23
green = 24
buzzer = 25

[voice]

[uplink]
kind = "http"
url = "https://office.example/terminal/v1/exchange"
ca_file = "/etc/tallycard/office-ca.pem"
"""
BARE = 'terminal = 8\nfolder = "/var/lib/tallycard"\n\n[reader]\nkind = "virtual"\n\n[keypad]\n\n[uplink]\nkind = "none"\n'
SERVICES = ("tallycard-terminal.service", "tallycard-doctor.service", "tallycard-doctor.timer")


def files_of(config: str) -> dict[str, str]:
    files = files_for(config)
    assert isinstance(files, dict)
    return files


def unit_of(config: str) -> str:
    return files_of(config)["/etc/systemd/system/tallycard-terminal.service"]


@pytest.mark.parametrize(("name", "config"), [("real", REAL), ("bare", BARE)])
def test_every_file_of_a_terminal_is_as_it_was_reviewed(name: str, config: str, golden: Golden) -> None:
    for place, text in files_of(config).items():
        golden(f"pi/{name}{place}", text)


@pytest.mark.parametrize(
    ("section", "needs"),
    [
        ({"reader": {"kind": "pcsc"}}, {Need.CARD_READER}),
        ({"reader": {"kind": "virtual"}}, set()),
        ({"printer": {"kind": "file", "target": "/dev/usb/lp0"}}, {Need.USB_PRINTER}),
        ({"printer": {"kind": "usb"}}, {Need.USB_PRINTER}),
        ({"printer": {"kind": "network", "target": "192.0.2.7"}}, {Need.NETWORK}),
        ({"printer": {"kind": "serial", "target": "COM1"}}, {Need.SERIAL}),
        ({"member_display": {"device": "/dev/serial/by-id/usb-vfd"}}, {Need.SERIAL}),
        ({"operator_display": {"device": "/dev/ttyUSB0"}}, {Need.SERIAL}),
        ({"keypad": {}}, {Need.PINS}),
        ({"signal": {"red": 23}}, {Need.PINS}),
        ({"tamper": {"pin": 17}}, {Need.PINS}),
        ({"voice": {}}, {Need.SOUND}),
        ({"uplink": {"kind": "http"}}, {Need.NETWORK}),
        ({"terminal": 3}, set()),
    ],
)
def test_a_device_is_granted_if_the_configuration_names_it(section: dict[str, object], needs: set[Need]) -> None:
    assert needs_of(section) == needs


def test_the_terminal_itself_reads_the_configuration_of_the_golden_files() -> None:
    read_config(tomllib.loads(REAL), Path("/etc/tallycard"))


def test_a_terminal_without_a_line_has_no_network() -> None:
    assert "PrivateNetwork=yes" in unit_of(BARE)
    assert "AF_INET" not in unit_of(BARE)
    assert "PrivateNetwork" not in unit_of(REAL)
    assert "char-ttyUSB" not in unit_of(BARE)


def test_a_card_reader_alone_grants_no_network_and_a_line_alone_no_reader() -> None:
    reader, line = BARE.replace("virtual", "pcsc"), BARE.replace("none", "http")
    assert "PrivateNetwork=yes" in unit_of(reader)
    assert "pcscd.socket" in unit_of(reader)
    assert "AF_INET" in unit_of(line)
    assert "pcscd" not in unit_of(line)


def test_no_secret_is_named_but_by_the_place_where_it_lies_encrypted() -> None:
    unit = unit_of(REAL)
    assert "LoadCredentialEncrypted=password:" in unit
    assert "--password-credential password" in unit
    assert "Environment=LANG=C.UTF-8" in unit
    assert unit.count("Environment=") == 1


@pytest.mark.parametrize(
    ("config", "refusal"),
    [
        ("terminal =", Refusal.CONFIG_UNREADABLE),
        ('terminal = "7"', Refusal.CONFIG_UNREADABLE),
        ('terminal = 7\nfolder = "till-7"', Refusal.CONFIG_FOLDER),
        ('terminal = 7\nfolder = "/var/lib/tallycard/../other"', Refusal.CONFIG_FOLDER),
        (REAL.replace("/etc/tallycard/office", "office"), Refusal.CONFIG_CA_FILE),
        (BARE.replace("[keypad]", ""), Refusal.CONFIG_NO_KEYPAD),
        (BARE + '\n[panel]\nlisten = "127.0.0.1:8000"\n', Refusal.CONFIG_PANEL),
    ],
)
def test_a_configuration_that_would_not_work_on_a_pi_is_refused(config: str, refusal: Refusal) -> None:
    found = files_for(config)
    assert isinstance(found, Refused)
    assert found.refusal is refusal


def test_the_command_writes_a_new_folder_and_nothing_else(desk: Desk) -> None:
    config, folder = desk.file("terminal.toml", REAL), desk.folder / "pi"
    assert desk.run("pi", folder, "--config", config) == 0
    assert "run install.sh there as root" in desk.seen
    assert (folder / "install.sh").stat().st_mode & 0o111
    assert (folder / "files/etc/tallycard/terminal.toml").read_text() == REAL
    assert desk.run("pi", folder, "--config", config) == 1
    assert "already" in desk.said
    assert desk.run("pi", desk.folder / "other", "--config", desk.folder / "none.toml") == 1
    config.write_bytes(b"\xff")
    assert desk.run("pi", desk.folder / "other", "--config", config) == 1
    config.write_text(BARE + "[panel]\n")
    assert desk.run("pi", desk.folder / "other", "--config", config) == 1
    assert not (desk.folder / "other").exists()


def test_the_installer_is_a_shell_script_that_stops_at_the_first_failure() -> None:
    assert installer().startswith("#!/bin/sh\n")
    assert "\nset -eu\n" in installer()
    done = subprocess.run(["sh", "-n"], input=installer(), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed (packages.txt)")
@pytest.mark.parametrize("config", [REAL, BARE], ids=["real", "bare"])
def test_systemd_finds_no_fault_and_little_exposure(config: str, tmp_path: Path) -> None:
    """The program is not there, so a program that is stands for it; everything else is as it will be."""
    for name in SERVICES:
        text = files_of(config)[f"/etc/systemd/system/{name}"].replace(PROGRAM, "/bin/true")
        (tmp_path / name).write_text(text)
    for name in SERVICES:
        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", tmp_path / name], capture_output=True, text=True, check=False
        )
        ours = [line for line in done.stderr.splitlines() if "tallycard" in line]
        assert (done.returncode, ours) == (0, [])
    for name in SERVICES[:2]:
        judge: list[str | Path] = ["systemd-analyze", "security", "--offline=yes", "--threshold=20", tmp_path / name]
        done = subprocess.run(judge, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-400:]


def test_the_user_in_every_file_is_the_same() -> None:
    files = files_of(REAL)
    assert f'subject.user === "{USER}"' in files["/etc/polkit-1/rules.d/60-tallycard.rules"]
    assert f"u {USER} - " in files["/etc/sysusers.d/tallycard.conf"]
    assert f"root {USER} -" in files["/etc/tmpfiles.d/tallycard.conf"]
