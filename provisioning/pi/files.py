"""All files of one terminal and their places, from its configuration. Pure but for reading what lies beside this module."""

from __future__ import annotations

import tomllib
from pathlib import Path, PurePosixPath

from provisioning.pi.needs import needs_of
from provisioning.pi.unit import CONFIG, STATE, TIMER, examining_unit, selling_unit
from provisioning.refusals import Refusal, Refused

BESIDE = Path(__file__).with_name("files")
PLACES = {
    "tallycard.rules": "/etc/udev/rules.d/99-tallycard.rules",
    "polkit.rules": "/etc/polkit-1/rules.d/60-tallycard.rules",
    "sysusers.conf": "/etc/sysusers.d/tallycard.conf",
    "tmpfiles.conf": "/etc/tmpfiles.d/tallycard.conf",
    "journald.conf": "/etc/systemd/journald.conf.d/tallycard.conf",
    "system.conf": "/etc/systemd/system.conf.d/tallycard.conf",
    "sysctl.conf": "/etc/sysctl.d/60-tallycard.conf",
    "modprobe.conf": "/etc/modprobe.d/tallycard.conf",
}
"""Where the files go that are the same on every terminal."""
UNITS = "/etc/systemd/system"
INSTALLER = "install.sh"


def files_for(config_text: str) -> dict[str, str] | Refused:
    """Absolute path on the Pi -> text. Refused if the configuration cannot be read or would not work in its place there."""
    try:
        config = tomllib.loads(config_text)
    except (ValueError, RecursionError) as error:
        return Refused(Refusal.CONFIG_UNREADABLE, str(error))
    terminal, folder, uplink = config.get("terminal"), config.get("folder"), config.get("uplink")
    if type(terminal) is not int:
        return Refused(Refusal.CONFIG_UNREADABLE, "terminal must be a number")
    if not isinstance(folder, str) or ".." in folder or not PurePosixPath(folder).is_relative_to(STATE):
        return Refused(Refusal.CONFIG_FOLDER, str(folder))
    ca_file = uplink.get("ca_file", "") if isinstance(uplink, dict) else ""
    if ca_file and not PurePosixPath(str(ca_file)).is_absolute():
        return Refused(Refusal.CONFIG_CA_FILE, str(ca_file))
    if "panel" in config:
        return Refused(Refusal.CONFIG_PANEL)
    if "keypad" not in config:
        return Refused(Refusal.CONFIG_NO_KEYPAD)
    needs = needs_of(config)
    return {
        CONFIG: config_text,
        f"{UNITS}/tallycard-terminal.service": selling_unit(terminal, needs),
        f"{UNITS}/tallycard-doctor.service": examining_unit(terminal, needs),
        f"{UNITS}/tallycard-doctor.timer": TIMER,
        **{place: (BESIDE / name).read_text(encoding="utf-8") for name, place in PLACES.items()},
    }


def installer() -> str:
    """The script that puts the files in place."""
    return (BESIDE / INSTALLER).read_text(encoding="utf-8")
