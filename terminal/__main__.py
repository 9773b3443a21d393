"""The commands of a terminal: `tallycard-terminal COMMAND`. Arguments in, exit status out; the work is elsewhere.

What only enrolment or the desk needs is imported there: a terminal that sells is ready sooner without it.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from enum import Enum
from pathlib import Path

from protocol.ids import TerminalId
from protocol.link.certificate import Role
from protocol.link.seal import ENVIRONMENT_BYTES
from protocol.link.violations import TheirViolation
from terminal.config import ConfigMistakes, TerminalConfig, load_config
from terminal.console.faces import JsonFace, TextFace
from terminal.drivers.card_reader.port import ServiceMissing
from terminal.drivers.clock.system import SystemClock
from terminal.files import read_file
from terminal.journal.store import JournalFault
from terminal.keystore import Keystore, KeystoreProblem, open_keystore
from terminal.log import Event, Level, Log, facts_of, log_to_file, log_to_journal, silent
from terminal.watchdog import Supervisor, supervisor_of
from terminal.wiring import NotAdmitted, Wired, issuer_of, wire

MESSAGE_BYTES_MAX = 4 * 1024 * 1024
PASSWORD_BYTES_MAX = 1_024
BLANKS = ("mifare", "sle4442")
LOG_FILE = "terminal.log"
ENROL = "enrol"
"""Where devices ask, beside the address for packets."""


class Mistake(Exception):
    """Something the caller must put right; the text says what."""


def main(argv: list[str] | None = None) -> int:
    """Run one command; 0 if all is well, 1 if something is refused, 2 for a mistake of the caller."""
    arguments = _parser().parse_args(argv)
    command: Callable[[argparse.Namespace], int] = arguments.command
    try:
        return command(arguments)
    except (ConfigMistakes, Mistake, NotAdmitted, ServiceMissing) as error:
        print(error, file=sys.stderr)
        return 2
    except JournalFault as error:
        print(f"{error}. Nothing is sold until the journal was looked at.", file=sys.stderr)
    except TheirViolation as error:
        print(f"not accepted: {error}", file=sys.stderr)
    except OSError as error:
        print(f"{error.strerror}: {error.filename}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tallycard-terminal", description="The terminal at the counter.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="sell", description="Sell at the configured counter, or at a console.")
    _common(run)
    run.add_argument("--console", action="store_true", help="typed lines instead of the counter's keys and displays")
    run.add_argument("--json", action="store_true", help="the console for programs: it answers in JSON lines")
    run.set_defaults(command=_run)

    doctor = commands.add_parser(
        "doctor", help="say what is wrong with this machine", description="Say what is wrong, and what to do."
    )
    _common(doctor)
    doctor.add_argument("--json", action="store_true", help="one JSON object")
    doctor.add_argument("--beside", action="store_true", help="leave the devices to the terminal that is selling")
    doctor.set_defaults(command=_doctor)

    desk = commands.add_parser("desk", help="make the cards of a job list", description="Make the cards of a job list.")
    _common(desk)
    desk.add_argument("jobs", type=Path, help="the job list from the locked room")
    desk.add_argument("--blank", choices=BLANKS, help="virtual reader only: take new virtual cards of this kind")
    desk.add_argument("--cards", type=Path, help="virtual reader only: the folder of virtual cards")
    desk.set_defaults(command=_desk)

    enrol = commands.add_parser("enrol", help="get a certificate").add_subparsers(required=True, metavar="STEP")
    first = enrol.add_parser("begin", help="make the device's keys and a request")
    _common(first)
    first.add_argument("--environment", required=True, help="the office's environment, 16 hex digits")
    first.add_argument("--code-file", type=Path, help="file with the one-time code (default: asked for)")
    first.add_argument("--out", type=Path, required=True, help="where to write the request")
    first.set_defaults(command=_enrol_begin)
    ask = enrol.add_parser("send", help="send the request to head office, and fetch its answer")
    _common(ask)
    ask.add_argument("request", type=Path)
    ask.add_argument("--out", type=Path, required=True, help="where to write the answer")
    ask.set_defaults(command=_enrol_send)
    second = enrol.add_parser("finish", help="take the office's answer")
    _common(second)
    second.add_argument("--root", required=True, help="the office's root public key, 64 hex digits, from the installer's sheet")
    second.add_argument("answer", type=Path)
    second.set_defaults(command=_enrol_finish)
    return parser


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, default=Path("terminal.toml"), help="configuration (default: terminal.toml)")
    secret = parser.add_mutually_exclusive_group()
    secret.add_argument("--password-fd", type=int, metavar="N", help="read the management password from this file descriptor")
    secret.add_argument("--password-file", type=Path, metavar="FILE", help="read it from this file (mode 0600)")
    secret.add_argument("--password-credential", metavar="NAME", help="read it from this credential, handed over by systemd")


def _password(arguments: argparse.Namespace) -> str:
    """The management password: from a descriptor, a private file, systemd, or the keyboard."""
    if arguments.password_credential is not None:
        return _text((_credentials() / arguments.password_credential).read_bytes(), "the password")
    if arguments.password_fd is not None:
        return _text(os.read(arguments.password_fd, PASSWORD_BYTES_MAX), "the password")
    if arguments.password_file is not None:
        if arguments.password_file.stat().st_mode & 0o077:
            raise Mistake(f"{arguments.password_file} may be read by others; its mode must be 0600")
        return _text(arguments.password_file.read_bytes(), str(arguments.password_file))
    return _typed("Management password: ")


def _credentials() -> Path:
    """The folder that only this service can read; its files' modes are systemd's business (systemd.exec(5))."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if not folder:
        raise Mistake("there are no credentials here: systemd hands them over to a service")
    return Path(folder)


def _typed(prompt: str) -> str:
    from getpass import getpass

    return getpass(prompt)


def _text(data: bytes, name: str) -> str:
    """A secret as typed into a file; the complaint shows nothing of it."""
    try:
        return data.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise Mistake(f"{name} is not text") from None


def _why(problem: Enum) -> str:
    return problem.name.lower().replace("_", " ")


def _keystore(config: TerminalConfig, arguments: argparse.Namespace) -> Keystore:
    found = open_keystore(config.folder, _password(arguments))
    if isinstance(found, KeystoreProblem):
        raise Mistake(f"the keystore stays closed: {_why(found)}")
    return found


def _wired(arguments: argparse.Namespace, config: TerminalConfig, log: Log, supervisor: Supervisor, *, json: bool) -> Wired:
    face = JsonFace(sys.stdout) if json else TextFace(sys.stdout)
    wired = wire(config, _keystore(config, arguments), face, log=log, supervisor=supervisor)
    face.answer({"code": "ready", "terminal": config.terminal, "devices": ", ".join(wired.choices)})
    return wired


def _log_of(config: TerminalConfig) -> Log:
    """Raises OSError for a file that cannot be made."""
    kind, level = config.log.kind, Level[config.log.level.upper()]
    if kind == "file":
        return log_to_file(config.folder / LOG_FILE, level, SystemClock().now)
    started_by_systemd = "JOURNAL_STREAM" in os.environ
    if kind == "journal" or (kind == "auto" and started_by_systemd):
        return log_to_journal(sys.stderr, level, SystemClock().now)
    return silent


def _run(arguments: argparse.Namespace) -> int:
    config = load_config(arguments.config)
    log, supervisor = _log_of(config), supervisor_of(os.environ)
    at_counter = (config.panel or config.counter) and not (arguments.console or arguments.json)
    try:
        return (_stand_at_counter if at_counter else _sell)(arguments, config, log, supervisor)
    except Exception as error:
        log(Event.CRASHED, **facts_of(error))
        raise
    finally:
        supervisor.stopping()


def _sell(arguments: argparse.Namespace, config: TerminalConfig, log: Log, supervisor: Supervisor) -> int:
    with closing(_wired(arguments, config, log, supervisor, json=arguments.json)) as wired:
        log(Event.STARTED, terminal=config.terminal)
        supervisor.ready()
        for change in wired.terminal.journal.state.open.values():
            facts = {"reference": str(change.reference), "card": str(change.intent.card), "amount": change.record.amount.minor}
            wired.console.face.answer({"code": "open", **facts})
        wired.console.run(sys.stdin)
        log(Event.STOPPED, terminal=config.terminal)
    return 0


def _stand_at_counter(arguments: argparse.Namespace, config: TerminalConfig, log: Log, supervisor: Supervisor) -> int:
    from terminal.counter_wiring import wire_counter

    face = TextFace(sys.stdout)
    wired = wire_counter(config, _keystore(config, arguments), face, log, supervisor)
    with closing(wired), suppress(KeyboardInterrupt):
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # as by a key: or a lamp would stay lit
        face.answer({"code": "ready", "terminal": config.terminal, "panel": wired.address_file or "none"})
        log(Event.STARTED, terminal=config.terminal)
        supervisor.ready()
        wired.at.run()
    log(Event.STOPPED, terminal=config.terminal)
    return 0


def _doctor(arguments: argparse.Namespace) -> int:
    """Status 1 if anything fails; a warning is none."""
    from terminal.doctor.examine import examine, wrong_user
    from terminal.doctor.finding import Level as Worst
    from terminal.doctor.finding import as_json, as_text, worst

    config = load_config(arguments.config)
    if why := wrong_user(config.folder):
        raise Mistake(why)
    keystore = open_keystore(config.folder, _password(arguments))
    findings = list(examine(config, keystore, SystemClock(), beside=arguments.beside))
    print(as_json(findings) if arguments.json else as_text(findings))
    return 1 if worst(findings) is Worst.FAIL else 0


def _desk(arguments: argparse.Namespace) -> int:
    with closing(_wired(arguments, load_config(arguments.config), silent, Supervisor(), json=False)) as wired:
        return _make_cards(wired, arguments)


def _make_cards(wired: Wired, arguments: argparse.Namespace) -> int:
    from protocol.link.entries import Medium
    from protocol.link.job_delivery import open_jobs
    from terminal.desk.blanks import lay_blank, lay_by_hand
    from terminal.desk.desk import Desk, JobFate
    from terminal.drivers.card_reader.virtual import VirtualReader

    if not Role.PERSONALISE & wired.terminal.roles:
        raise Mistake("the certificate does not allow making cards")
    store, admission = wired.keystore.secrets, wired.keystore
    sealed = read_file(arguments.jobs, MESSAGE_BYTES_MAX) or b""
    jobs = open_jobs(sealed, store.environment, store.terminal, store.recipient, admission.office_keys.personalisation)
    if wired.console.line:
        wired.console.face.answer(wired.console.line.send_now())
        wired.terminal.catalogue = wired.console.reload()
    if isinstance(wired.reader, VirtualReader):
        if not (arguments.blank and arguments.cards):
            raise Mistake("a virtual reader needs --blank and --cards")
        medium = Medium.MIFARE_1K if arguments.blank == "mifare" else Medium.SLE4442
        lay = lay_blank(wired.reader, medium, arguments.cards)
    else:
        lay = lay_by_hand(wired.reader)
    desk = Desk(wired.terminal, wired.reader, wired.keystore.card_keys, issuer_of(wired.keystore), lay)
    fates = []
    for job in jobs.jobs:
        fates.append(desk.work(job))
        wired.console.face.answer({"job": job.number, "card": str(job.card), "fate": fates[-1].value})
    if wired.console.line:
        wired.console.face.answer(wired.console.line.send_now())
    return 0 if set(fates) <= {JobFate.MADE, JobFate.MADE_BEFORE} else 1


def _enrol_begin(arguments: argparse.Namespace) -> int:
    from protocol.link.certificate import open_enrol_request
    from protocol.link.enrolment import device_name
    from terminal.enrol import begin

    config = load_config(arguments.config)
    config.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    environment = _environment(arguments.environment)
    file = arguments.code_file
    code = _text(file.read_bytes(), str(file)) if file else _typed("One-time code: ")
    answer = begin(config.folder, TerminalId(config.terminal), environment, code.strip(), _password(arguments))
    if not isinstance(answer, bytes):
        raise Mistake(f"not enrolled: {_why(answer)}")
    arguments.out.write_bytes(answer)
    asked = open_enrol_request(answer, environment)
    print(f"This device is {device_name(asked.terminal, asked.sign_public, asked.seal_public)}: tell the office by telephone.")
    print(f"Give {arguments.out} to the office, and come back with its answer.")
    return 0


def _enrol_send(arguments: argparse.Namespace) -> int:
    """Status 1 as long as nobody has signed: then it is asked again later."""
    from urllib.parse import urljoin

    from terminal.uplink.transport.https import HttpsTransport
    from terminal.uplink.transport.port import TransportError

    uplink = load_config(arguments.config).uplink
    if uplink.kind != "http":
        raise Mistake("there is no uplink in the configuration: carry the request to the office")
    try:
        answer = HttpsTransport(urljoin(uplink.url, ENROL), uplink.ca_file).exchange(
            read_file(arguments.request, MESSAGE_BYTES_MAX) or b""
        )
    except TransportError as error:
        raise Mistake(f"head office did not take the request: {error}") from None
    if not answer:
        print("Head office has the request. When it is approved and signed, ask again with the same command.")
        return 1
    arguments.out.write_bytes(answer)
    print(f"Signed. Now: enrol finish {arguments.out}")
    return 0


def _environment(typed: str) -> bytes:
    try:
        environment = bytes.fromhex(typed)
    except ValueError:
        environment = b""
    if len(environment) != ENVIRONMENT_BYTES:
        raise Mistake("the environment has 16 hex digits")
    return environment


def _enrol_finish(arguments: argparse.Namespace) -> int:
    from terminal.enrol import finish

    config = load_config(arguments.config)
    answer = read_file(arguments.answer, MESSAGE_BYTES_MAX) or b""
    outcome = finish(config.folder, answer, arguments.root, _password(arguments))
    if isinstance(outcome, Enum):
        raise Mistake(f"not enrolled: {_why(outcome)}")
    print(f"Terminal {outcome.terminal} is enrolled, certificate {outcome.serial}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
