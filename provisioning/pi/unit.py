"""The services of a terminal: the one that sells and the one that examines it every night. systemd.exec(5) explains each line."""

from __future__ import annotations

from collections.abc import Iterable

from provisioning.pi.needs import GRANTS, Need

USER = "tallycard"
PROGRAM = "/opt/tallycard/bin/tallycard-terminal"
CONFIG = "/etc/tallycard/terminal.toml"
STATE = "/var/lib/tallycard"
PASSWORD = "/etc/credstore.encrypted/tallycard-password"
WATCHDOG_S = 180
"""Longer than the longest wait that is no fault: 120 s for an answer of head office that a person asked for."""
MEMORY_MB = 192

SELLING = """\
[Unit]
Description=Tallycard terminal {terminal}
{after}RequiresMountsFor={state}
StartLimitIntervalSec=0

[Service]
Type=notify
NotifyAccess=main
ExecStart={program} run --config {config} --password-credential password
WatchdogSec={watchdog}
TimeoutStartSec=300
TimeoutStopSec=30
Restart=on-failure
RestartSec=5
OOMScoreAdjust=-500

{confined}
[Install]
WantedBy=multi-user.target
"""

EXAMINING = """\
[Unit]
Description=Nightly examination of Tallycard terminal {terminal}
{after}RequiresMountsFor={state}

[Service]
Type=oneshot
ExecStart={program} doctor --json --beside --config {config} --password-credential password
TimeoutStartSec=3600
Nice=19
IOSchedulingClass=idle

{confined}"""

TIMER = """\
[Unit]
Description=Nightly examination of the Tallycard terminal

[Timer]
OnCalendar=*-*-* 03:30
RandomizedDelaySec=30min
Persistent=yes

[Install]
WantedBy=timers.target
"""

CONFINED = """\
# Who it is, and the one secret it is handed
User={user}
Group={user}
{groups}LoadCredentialEncrypted=password:{password}
UMask=0077
LimitCORE=0
KeyringMode=private
NoNewPrivileges=yes
CapabilityBoundingSet=

# What it may write: its own folder, where rpi-lgpio keeps a pipe too, and a stick
StateDirectory=tallycard
StateDirectoryMode=0700
WorkingDirectory={state}
ReadWritePaths=-/media
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
RemoveIPC=yes

# Which devices it may open
DevicePolicy=closed
{devices}ProtectClock=yes

# What it may see and change of the system
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectProc=invisible
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RestrictAddressFamilies={families}
{network}SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM

# How much it may use
MemoryMax={memory}M
MemorySwapMax=0
TasksMax=32

# What it says: JSON lines
StandardInput=null
StandardOutput=null
StandardError=journal
SyslogIdentifier=tallycard
Environment=LANG=C.UTF-8
"""


def selling_unit(terminal: int, needs: Iterable[Need]) -> str:
    """The service that sells."""
    return _unit(SELLING, terminal, frozenset(needs))


def examining_unit(terminal: int, needs: Iterable[Need]) -> str:
    """The service that runs `doctor`: the devices are left to the terminal, and the report goes to the journal."""
    text = _unit(EXAMINING, terminal, frozenset(needs) & {Need.NETWORK})
    return text.replace("StandardOutput=null", "StandardOutput=journal")


def _unit(form: str, terminal: int, needs: frozenset[Need]) -> str:
    pcscd = "Wants=pcscd.socket\nAfter=pcscd.socket\n" if Need.CARD_READER in needs else ""
    places = {"terminal": terminal, "state": STATE, "program": PROGRAM, "config": CONFIG, "watchdog": WATCHDOG_S}
    return form.format(after=pcscd, confined=_confined(needs), **places)


def _confined(needs: frozenset[Need]) -> str:
    granted = [GRANTS[need] for need in Need if need in needs]
    groups = " ".join(grant.group for grant in granted if grant.group)
    devices = "".join(f"DeviceAllow={device} rw\n" for grant in granted for device in grant.devices)
    families = ["AF_UNIX"]
    if Need.NETWORK in needs:
        families += ["AF_INET", "AF_INET6"]
    return CONFINED.format(
        user=USER,
        state=STATE,
        password=PASSWORD,
        memory=MEMORY_MB,
        groups=f"SupplementaryGroups={groups}\n" if groups else "",
        devices=devices,
        families=" ".join(families),
        network="" if Need.NETWORK in needs else "PrivateNetwork=yes\n",
    )
