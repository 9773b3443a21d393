"""A real pcscd with the virtual driver `vpcd`, for tests only.

The path of pcscd's socket is compiled in, so there can be one pcscd on a machine: a lock file lets test runs wait
for each other, and a pcscd that somebody else runs is left alone.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

import pytest

PCSCD = Path("/usr/sbin/pcscd")
DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
RUN = Path("/run/pcscd")
READER = "ACS ACR122U PICC Interface"
"""The name chooses the dialect; the slots are called `<name> 00 00` and `<name> 00 01`."""
PORTS = (35963, 35964)

CONFIGURATION = f"""\
FRIENDLYNAME "{READER}"
DEVICENAME   /dev/null:0x{PORTS[0]:04X}
LIBPATH      {DRIVER}
CHANNELID    0x{PORTS[0]:04X}
"""


def _unavailable(reason: str) -> NoReturn:
    """The machine cannot run these tests: a failure in CI, a skip with the reason elsewhere."""
    message = f"tests over a real pcscd need {reason}"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


def need_pyscard() -> None:
    """Leave the test out where pyscard could not be compiled."""
    if find_spec("smartcard") is None:
        _unavailable("pyscard (packages.txt names what compiles it)")


class Pcscd:
    """The daemon; `kill` is `kill -9`, `start` may follow. A virtual reader is plugged in when the daemon starts, so to pull
    it out is to start the daemon without one: clients meet a service that has no reader."""

    def __init__(self, folder: Path) -> None:
        self._configuration = folder / "reader.conf.d"
        self._configuration.mkdir()
        self._reader = self._configuration / "vpcd"
        self._log = (folder / "pcscd.log").open("wb")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, plugged: bool = True) -> None:
        """Start it, with its reader or without one, and wait until it serves."""
        self._reader.write_text(CONFIGURATION if plugged else "")
        self._process = subprocess.Popen(
            [PCSCD, "-f", "-c", self._configuration], stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log
        )
        wait_until(lambda: (RUN / "pcscd.comm").exists() and all(map(_listening, PORTS)) is plugged, "pcscd to start")

    def kill(self) -> None:
        """End it without a chance to clean up."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def unplug(self) -> None:
        """The reader is gone, and the service is there."""
        self.kill()
        self.start(plugged=False)

    def plug_in(self) -> None:
        """The reader is back."""
        self.kill()
        self.start()

    def close(self) -> None:
        """End it for good and remove what it left behind."""
        self.kill()
        self._log.close()
        shutil.rmtree(RUN, ignore_errors=True)


def wait_until(condition: Callable[[], bool], what: str, seconds: float = 10.0) -> None:
    """Look every 20 ms until the condition holds. Raises AssertionError in the end."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        time.sleep(0.02)


def _listening(port: int) -> bool:
    """Look into the kernel's table; a test connection would look like a card."""
    table = Path("/proc/net/tcp").read_text()
    return f":{port:04X} 00000000:0000 0A" in table


def _somebody_elses() -> bool:
    """Whether a pcscd answers on the socket that is compiled in."""
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(RUN / "pcscd.comm")) == 0


@contextmanager
def _alone() -> Iterator[None]:
    with (Path(tempfile.gettempdir()) / "tallycard-pcscd.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def pcscd_running() -> Iterator[Pcscd]:
    """A running pcscd with two empty virtual slots; gone without a trace afterwards."""
    need_pyscard()
    for file, package in ((PCSCD, "pcscd"), (DRIVER, "vsmartcard-vpcd")):
        if not file.exists():
            _unavailable(f"the package {package} (apt-get install pcscd vsmartcard-vpcd)")
    if os.geteuid() != 0:
        _unavailable("root, to start a pcscd of their own")
    with _alone(), tempfile.TemporaryDirectory() as folder:
        if _somebody_elses():
            _unavailable("to start a pcscd of their own, but one is running (systemctl stop pcscd.socket pcscd)")
        daemon = Pcscd(Path(folder))
        try:
            daemon.start()
            yield daemon
        finally:
            daemon.close()
