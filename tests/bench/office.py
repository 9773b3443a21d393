"""Head office as it is run: `tallycard-server serve` through its web server, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from protocol.link.bundles import encode_server_keys
from protocol.link.seal import COST_FLOOR, lock_with_password
from provisioning.stage import free_port
from tests.server.head_office import SERVER_KEYS

PASSWORD = b"a bench has no secrets"
START_S = 60.0
LOOK_S = 0.05
BYTES_A_KIB, BYTES_A_MB = 1_024, 1_000_000


class RunningOffice:
    """The server over one database."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.port = free_port()
        keys = folder / "server.keys"
        keys.write_bytes(lock_with_password(PASSWORD, encode_server_keys(SERVER_KEYS), COST_FLOOR))
        config = folder / "server.toml"
        config.write_text(
            f'mode = "training"\nkeys_file = "{keys}"\n[database]\nurl = "{database_url}"\n'
            f'[listen]\nhost = "127.0.0.1"\nport = {self.port}\n'
        )
        read, write = os.pipe()
        os.write(write, PASSWORD)
        os.close(write)
        command = [sys.executable, "-m", "server", "--config", str(config), "serve", "--password-fd", str(read)]
        self._log = folder / "server.log"
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, pass_fds=(read,))
        os.close(read)
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_S
        while True:
            try:
                with urlopen(f"http://127.0.0.1:{self.port}/health", timeout=2):
                    return
            except (URLError, OSError):
                if time.monotonic() > deadline or self._process.poll() is not None:
                    raise RuntimeError(self._log.read_text()[-2_000:]) from None
                time.sleep(LOOK_S)

    @property
    def workers(self) -> list[int]:
        """The processes that answer terminals: children of the one that watches over them."""
        listed = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text()
        return [int(word) for word in listed.split()]

    @property
    def rss_mb(self) -> float:
        """Memory of the processes that answer terminals."""
        return sum(rss_mb(worker) for worker in self.workers)

    @property
    def arbiter_mb(self) -> float:
        """Memory of the process that watches over them."""
        return rss_mb(self._process.pid)

    def stop(self) -> None:
        """Stop it in order."""
        self._process.terminate()
        self._process.wait(START_S)


def rss_mb(process: int) -> float:
    """Resident memory of a process, in MB of 1,000,000 bytes."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * BYTES_A_KIB / BYTES_A_MB
    raise ProcessLookupError(process)
