"""A whole installation in one folder: office, server, terminals and virtual cards, set up by the commands a person would type.

For the demo, its check and the replay. Nothing here knows the insides of server or terminal: it runs their commands.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from provisioning.driven import DrivenTerminal
from provisioning.office import Office, read_nameplate
from provisioning.refusals import Refused

DEMO_ROLES = "sell,load,virtual"
DESK_ROLES = "sell,load,personalise,repair,virtual"
PASSWORD_BYTES = 12
START_S = 120.0
STOP_S = 30.0
PANEL_S = 120.0
LOOK_S = 0.1
VALID_UNTIL = "2099-12-31"


class StageFault(Exception):
    """A command that must succeed did not; the text is what it printed."""


class Stage:
    """One folder, one office. Every password is drawn here and lies in a private file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.office = folder / "office"
        self.cards = folder / "cards"
        self.port = 0
        self._server: subprocess.Popen[bytes] | None = None
        self._log = folder / "setup.log"

    # Head office

    def build(self, shop: Path, database: str = "sqlite:///office.db") -> None:
        """Make everything anew: keys, configuration, database, masters."""
        self.furnish(database)
        self._provision(
            "office", "create", "--password-file", self._password("admin"), "--server-password-file", self._password("server")
        )
        self.server("migrate")
        self.publish(shop)

    def furnish(self, database: str = "sqlite:///office.db", pages: str = "") -> None:
        """An empty folder with passwords and head office's configuration; `pages` is its section for them."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(mode=0o700, parents=True)
        for name in ("admin", "server", "terminal"):
            self._secret(name)
        self.port = free_port()
        (self.folder / "server.toml").write_text(
            f'mode = "training"\nkeys_file = "office/server.keys"\n\n[database]\nurl = "{database}"\n\n'
            f'[listen]\nhost = "127.0.0.1"\nport = {self.port}\n{pages}'
        )

    def publish(self, shop: Path | None = None) -> None:
        """Import masters, if a file is given, and sign what has changed."""
        if shop is not None:
            self.server("shop", "import", str(shop))
        self.server("publish", password=True)

    def server(self, *words: str, password: bool = False) -> str:
        """Run a command of head office; what it printed."""
        command = ["-m", "server", "--config", str(self.folder / "server.toml"), *words]
        return self._run(command, secret="server" if password else None)

    def serve(self) -> None:
        """Start head office and wait until it answers."""
        read, write = os.pipe()
        os.write(write, self._password("server").read_bytes())
        os.close(write)
        command = [
            sys.executable,
            "-m",
            "server",
            "--config",
            str(self.folder / "server.toml"),
            "serve",
            "--password-fd",
            str(read),
        ]
        with (self.folder / "server.log").open("ab") as log:
            self._server = subprocess.Popen(command, stdout=log, stderr=log, pass_fds=(read,))
        os.close(read)
        deadline = time.monotonic() + START_S
        while not self.answers():
            if time.monotonic() > deadline or self._server.poll() is not None:
                self.stop()
                told = (self.folder / "server.log").read_text()
                raise StageFault(f"head office does not answer: {told[-2_000:]}")
            time.sleep(LOOK_S)

    def answers(self) -> bool:
        """Whether head office answers on its port."""
        return reached(f"http://127.0.0.1:{self.port}/health")

    def stop(self) -> None:
        """Stop head office."""
        if self._server is not None:
            self._server.terminate()
            self._server.wait(STOP_S)
            self._server = None

    @property
    def url(self) -> str:
        """Where terminals reach head office."""
        return f"http://127.0.0.1:{self.port}/terminal/v1/exchange"

    @property
    def pages(self) -> str:
        """Where people reach head office."""
        return f"http://127.0.0.1:{self.port}/office/"

    def first_word(self) -> str:
        """A one-time word that makes the first administrator."""
        return self.server("staff", "first").split()[0]

    @property
    def members(self) -> str:
        """Where members reach their own cards."""
        return f"http://127.0.0.1:{self.port}/members/"

    # Terminals

    def add_terminal(self, number: int, roles: str = DEMO_ROLES, batch_seconds: int = 5, panel: str = "") -> Path:
        """Enrol a virtual terminal with a one-time code; its configuration file. `panel` is its section for a panel."""
        config = self.configure(number, batch_seconds, panel)
        code, request, answer = (self.folder / f"{name}-{number}" for name in ("code", "request", "answer"))
        shown = self._provision("terminal", "code", *self._admin(), "--terminal", str(number), "--roles", roles)
        code.touch(mode=0o600)
        code.write_text(one_time_code(shown))
        plate = read_nameplate(Office(self.office))
        if isinstance(plate, Refused):
            raise StageFault(f"the office has no nameplate: {plate.refusal.value}")
        self._terminal("enrol", "begin", config, "--environment", plate.environment.hex(), "--code-file", code, "--out", request)
        self._provision("terminal", "approve", *self._admin(), "--out", answer, request)
        self._terminal("enrol", "finish", config, "--root", plate.root_public.hex(), answer)
        for used in (code, request, answer):
            used.unlink()
        return config

    def configure(self, number: int, batch_seconds: int = 5, panel: str = "") -> Path:
        """The configuration file of a virtual terminal."""
        config = self.folder / f"terminal-{number}.toml"
        config.write_text(
            f'terminal = {number}\nfolder = "terminal-{number}"\noperator = 1\n\n[reader]\nkind = "virtual"\n\n'
            f'[printer]\nkind = "virtual"\ntarget = "paper.txt"\n\n'
            f'[uplink]\nkind = "http"\nurl = "{self.url}"\nbatch_seconds = {batch_seconds}\n{panel}'
        )
        return config

    def stand_at_counter(self, number: int) -> subprocess.Popen[bytes]:
        """Start a terminal with the keys and displays of its counter."""
        with (self.folder / f"terminal-{number}.log").open("ab") as log:
            return subprocess.Popen(self.terminal_command(number, "run"), stdout=log, stderr=log)

    def start_terminal(self, number: int) -> DrivenTerminal:
        """Start a terminal that a program drives."""
        return DrivenTerminal(self.terminal_command(number, "run", "--json"), self.folder / f"terminal-{number}.log")

    def terminal_command(self, number: int, word: str, *more: str) -> list[str]:
        """The command line of a terminal."""
        config = str(self.folder / f"terminal-{number}.toml")
        secret = ["--password-file", str(self._password("terminal"))]
        return [sys.executable, "-m", "terminal", word, "--config", config, *secret, *more]

    def panel_of(self, port: int, pin: str, **tables: dict[str, str]) -> str:
        """The section of a terminal's configuration for a panel that holds this shop's cards, with what a visitor may know:
        `about` the cards, the `operators`, the `items`."""
        written = "".join(
            f"\n[panel.{name}]\n"
            + "".join(f"{json.dumps(key)} = {json.dumps(words, ensure_ascii=False)}\n" for key, words in table.items())
            for name, table in tables.items()
        )
        return f'\n[panel]\nlisten = "127.0.0.1:{port}"\ncards = "cards"\ncard_pin = "{pin}"\n{written}'

    def address(self, number: int) -> str:
        """Where the panel of a running terminal is. Raises StageFault if it does not come up."""
        file = self.folder / f"terminal-{number}" / "panel.address"
        deadline = time.monotonic() + PANEL_S
        while not (file.exists() and reached(file.read_text().strip())):
            if time.monotonic() > deadline:
                log = (self.folder / f"terminal-{number}.log").read_text()
                raise StageFault(f"the panel of terminal {number} does not answer: {log[-2_000:]}")
            time.sleep(LOOK_S)
        return file.read_text().strip()

    # Cards

    def make_cards(self, desk: int, numbers: str, card_class: int, blank: str, load: str = "0", pin: str | None = None) -> None:
        """Plan cards in the locked room and make them at the desk from new virtual blanks."""
        jobs = self.folder / f"jobs-{secrets.token_hex(4)}"
        words = ["--desk", str(desk), "--cards", numbers, "--class", str(card_class), "--valid-until", VALID_UNTIL]
        words += ["--load", load, "--yes", "--out", str(jobs)]
        if pin is not None:
            pin_file = self._private("pin", pin)
            words += ["--pin", "given", "--pin-file", str(pin_file)]
        self._provision("cards", "plan", *self._admin(), *words)
        self._run(self.terminal_command(desk, "desk", "--blank", blank, "--cards", str(self.cards), str(jobs))[1:])
        jobs.unlink()

    def card(self, number: int) -> Path:
        """The file of a virtual card."""
        return self.cards / f"{number}.1.card"

    # Commands

    def _secret(self, name: str) -> None:
        self._private(name, secrets.token_urlsafe(PASSWORD_BYTES))

    def _private(self, name: str, text: str) -> Path:
        path = self._password(name)
        path.touch(mode=0o600)
        path.write_text(text)
        return path

    def _password(self, name: str) -> Path:
        return self.folder / f"{name}.password"

    def _admin(self) -> list[str]:
        return ["--office", str(self.office), "--password-file", str(self._password("admin"))]

    def _provision(self, *words: str | Path) -> str:
        command = ["-m", "provisioning", *(str(word) for word in words)]
        if "--office" not in command:
            command += ["--office", str(self.office)]
        return self._run(command)

    def _terminal(self, word: str, step: str, config: Path, *more: str | Path) -> str:
        secret = ["--password-file", str(self._password("terminal"))]
        return self._run(["-m", "terminal", word, step, "--config", str(config), *secret, *(str(one) for one in more)])

    def _run(self, command: list[str], secret: str | None = None) -> str:
        fds: tuple[int, ...] = ()
        if secret is not None:
            read, write = os.pipe()
            os.write(write, self._password(secret).read_bytes())
            os.close(write)
            fds, command = (read,), [*command, "--password-fd", str(read)]
        try:
            done = subprocess.run([sys.executable, *command], capture_output=True, text=True, pass_fds=fds, check=False)
        finally:
            for fd in fds:
                os.close(fd)
        with self._log.open("a") as log:
            log.write(f"$ {' '.join(command)}\n{redacted(done.stdout)}{done.stderr}\n")
        if done.returncode:
            raise StageFault(f"{' '.join(command)}: {done.stderr or done.stdout}")
        return done.stdout

    def totals(self) -> dict[str, int]:
        """Counts and sums by code, read from the ledger."""
        return dict(json.loads(self.server("totals", "--json")))


def reached(address: str) -> bool:
    """Whether there is a page at an address."""
    try:
        with urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError, ValueError):
        return False


def one_time_code(shown: str) -> str:
    """The code in what `terminal code` printed: seven groups of four signs."""
    for word in shown.split():
        if word.count("-") == 6:
            return word
    raise StageFault("no one-time code was printed")


def redacted(shown: str) -> str:
    """What a command printed, without one-time codes and words: logs hold no secret."""
    return " ".join("(code)" if word.count("-") in (3, 6) else word for word in shown.split(" "))


def free_port() -> int:
    """A port nobody listens on just now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
