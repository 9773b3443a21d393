"""If these failed, a terminal could not be set up, started or used from its command line, or it would tell secrets."""

from __future__ import annotations

import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from protocol.ids import CardInstance, CardNumber, ClassId, TerminalId
from protocol.instants import BusinessDay
from protocol.link.batch import Flag, decode_batch
from protocol.link.certificate import Certificate, Role
from protocol.link.enrolment import show_code
from protocol.link.job_delivery import seal_jobs
from protocol.link.jobs import Job, JobList
from protocol.link.packet import unpack
from protocol.link.seal import PasswordCost, Purpose, peek, seal, unverified_body
from protocol.link.table_codec import SignedTable, encode_table
from protocol.link.tables import CardClass, ClassTable, LeaseTable, Table
from protocol.money import Money
from terminal.__main__ import main
from terminal.enrol import begin, finish
from terminal.files import PUBLIC, replace_file
from terminal.keystore import DeviceSecrets, read_secrets
from tests.support.http_office import Reply, http_office
from tests.support.shop import NOON, TODAY, shop_parameters
from tests.support.small_office import SmallOffice

PASSWORD, CODE, PIN = "correct horse battery", bytes(range(16)), "864201"
NUMBER = 1001
CHEAP = PasswordCost(8 * 1024, 1, 1)
EVERYTHING = Role.SELL | Role.LOAD | Role.PERSONALISE | Role.REPAIR | Role.VIRTUAL
CONFIG = """
terminal = {terminal}
folder = "till"
operator = 1

[reader]
kind = "virtual"

[printer]
kind = "virtual"
target = "paper.txt"

[uplink]
kind = "{uplink}"
url = "{url}"
"""


FLOAT = LeaseTable(TerminalId(7), False, Money(100_000), ())


@dataclass
class Shop:
    """One terminal's files, the small office, and what all commands have printed."""

    folder: Path
    capture: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch
    office: SmallOffice = field(default_factory=SmallOffice)
    printed: str = ""

    def __post_init__(self) -> None:
        self.office.roles = EVERYTHING
        self.configure()
        for name, text in (("password", PASSWORD), ("code", show_code(CODE))):
            self.private(name, f"{text}\n".encode())

    def private(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.touch(mode=0o600)
        path.write_bytes(data)
        return path

    def configure(self, terminal: int = 7, uplink: str = "none", url: str = "") -> None:
        (self.folder / "terminal.toml").write_text(CONFIG.format(terminal=terminal, uplink=uplink, url=url))

    def command(self, *words: str | Path, typed: str = "") -> tuple[int, str, str]:
        """Exit status, what was printed, and what was complained of."""
        self.patch.setattr("sys.stdin", io.StringIO(typed))
        status = main([str(word) for word in words])
        out, err = self.capture.readouterr()
        self.printed += out + err
        return status, out, err

    def common(self) -> list[str | Path]:
        return ["--config", self.folder / "terminal.toml", "--password-file", self.folder / "password"]

    def run(self, *lines: str) -> list[dict[str, Any]]:
        status, out, err = self.command("run", *self.common(), "--json", typed="".join(f"{line}\n" for line in lines))
        assert (status, err) == (0, "")
        return [json.loads(line) for line in out.splitlines()]

    def begin(self, environment: str = b"training".hex()) -> tuple[int, str, str]:
        words: list[str | Path] = [
            "--environment",
            environment,
            "--code-file",
            self.folder / "code",
            "--out",
            self.folder / "request",
        ]
        return self.command("enrol", "begin", *self.common(), *words)

    def finish(self, root: str = "") -> tuple[int, str, str]:
        answer = self.folder / "answer"
        answer.write_bytes(self.office.admit((self.folder / "request").read_bytes()))
        return self.command("enrol", "finish", *self.common(), "--root", root or self.office.root.public.hex(), answer)

    def enrol(self) -> None:
        """As the two commands do, with a password that costs little to try."""
        request = begin(self.folder / "till", TerminalId(7), self.office.environment, show_code(CODE), PASSWORD, cost=CHEAP)
        assert isinstance(request, bytes)
        root = self.office.root.public.hex()
        assert isinstance(finish(self.folder / "till", self.office.admit(request), root, PASSWORD, cost=CHEAP), Certificate)

    def secrets(self) -> DeviceSecrets:
        found = read_secrets(self.folder / "till", PASSWORD)
        assert isinstance(found, DeviceSecrets)
        return found

    def jobs(self, count: int = 1, load: int = 0, desk: int = 7, first: int = NUMBER) -> Path:
        numbers = range(first, first + count)
        made = tuple(
            Job(at, CardInstance(CardNumber(at), 1), ClassId(1), TODAY, BusinessDay(0), BusinessDay(65_535), Money(load), PIN)
            for at in numbers
        )
        path = self.folder / "jobs"
        to = self.secrets().recipient.public
        path.write_bytes(seal_jobs(JobList(1, TerminalId(desk), made), self.office.environment, to, self.office.personalisation))
        return path

    def desk(self, jobs: Path, *words: str | Path) -> tuple[int, str, str]:
        chosen = words or ("--blank", "mifare", "--cards", self.folder / "cards")
        return self.command("desk", *self.common(), *chosen, jobs)

    def publish(self, *tables: Table) -> None:
        for table in tables:
            signed = SignedTable(1, NOON, table)
            sealed = seal(Purpose.PARAMETERS, self.office.environment, self.office.set, encode_table(signed))
            self.office.waiting_objects.append(sealed)


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    shop = Shop(tmp_path, capsys, monkeypatch)
    yield shop
    assert_no_secret(shop)


def assert_no_secret(shop: Shop) -> None:
    """Whatever a test did: nothing that was printed, and no public file, holds a secret."""
    device = read_secrets(shop.folder / "till", PASSWORD)
    words = [PASSWORD, PIN, show_code(CODE), CODE.hex()]
    raw = [PASSWORD.encode(), PIN.encode(), CODE]
    if isinstance(device, DeviceSecrets):
        keys = [device.signing.seed, device.recipient.secret]
        raw += keys
        words += [key.hex() for key in keys]
    for word in words:
        assert word not in shop.printed
    for path in shop.folder.rglob("*"):
        if path.is_file() and path.name not in ("password", "code"):
            data = path.read_bytes()
            assert not [secret for secret in raw if secret in data], path


# Setting up and selling


def test_a_terminal_is_enrolled_started_and_sells(shop: Shop) -> None:
    assert shop.begin()[::2] == (0, "")
    assert shop.finish() == (0, "Terminal 7 is enrolled, certificate 1.\n", "")
    said = shop.run("=12.50", "cash", "totals", "quit")
    assert [notice["code"] for notice in said] == ["ready", "total", "paid", "status"]
    assert said[0] == {
        "code": "ready",
        "terminal": 7,
        "devices": "reader ACS virtual reader, printer virtual printer, VIRTUAL devices",
    }
    assert said[-1]["totals"] == {"CASH_SALES": [1, 1_250]}
    assert "VIRTUAL" in (shop.folder / "till" / "paper.txt").read_text()


def test_a_request_waits_at_head_office_until_it_is_signed(shop: Shop) -> None:
    words = ["enrol", "send", *shop.common(), "--out", shop.folder / "answer", shop.private("request", b"a request")]
    assert "carry the request" in shop.command(*words)[2]
    replies = iter([Reply(status=403), Reply(b""), Reply(b"signed")])
    with http_office() as server:
        server.answer = lambda _: next(replies)
        shop.configure(uplink="http", url=server.url)
        assert "status 403" in shop.command(*words)[2]
        assert "ask again" in shop.command(*words)[1]
        assert shop.command(*words)[0] == 0
    assert (shop.folder / "answer").read_bytes() == b"signed"
    assert {(seen.path.rpartition("/")[2], seen.body) for seen in server.seen} == {("enrol", b"a request")}


def test_j10_a_counter_whose_pins_cannot_be_had_stands_and_ends_in_order_when_it_is_told_to(shop: Shop) -> None:
    """In a process of its own, as systemd starts and stops it."""
    shop.enrol()
    with (shop.folder / "terminal.toml").open("a") as config:
        config.write("[keypad]\n[signal]\nred = 23\ngreen = 24\nbuzzer = 25\n[tamper]\npin = 17\n")
    command = [sys.executable, "-m", "terminal", "run", *shop.common()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout
        assert "ready" in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=60)
    assert (process.returncode, rest) == (0, "")


def test_what_was_sold_is_there_after_a_restart_in_another_lineage(shop: Shop) -> None:
    shop.enrol()
    first = shop.run("#A1", "=1.00", "cash", "status")[-1]
    second = shop.run("ticket A1", "status")
    assert second[1]["fate"] == "PAID"
    assert second[-1]["totals"] == first["totals"]
    assert (second[-1]["entries"], second[-1]["lineage"] != first["lineage"]) == (first["entries"] + 1, True)


def test_the_text_face_is_for_people(shop: Shop) -> None:
    shop.enrol()
    status, out, _ = shop.command("run", *shop.common(), typed="=1.00\n")
    assert status == 0
    assert out.startswith("  code ready")
    assert "TOTAL" in out


def test_the_password_comes_from_a_descriptor_as_well(shop: Shop) -> None:
    shop.enrol()
    read_end, write_end = os.pipe()
    os.write(write_end, f"{PASSWORD}\n".encode())
    os.close(write_end)
    status, out, _ = shop.command("run", "--config", shop.folder / "terminal.toml", "--password-fd", str(read_end))
    os.close(read_end)
    assert (status, "ready" in out) == (0, True)


def test_the_password_and_the_code_are_asked_for_at_the_keyboard(shop: Shop) -> None:
    answers = {"Management password: ": PASSWORD, "One-time code: ": show_code(CODE)}
    shop.patch.setattr("getpass.getpass", answers.__getitem__)
    config: list[str | Path] = ["--config", shop.folder / "terminal.toml"]
    words: list[str | Path] = ["--environment", b"training".hex(), "--out", shop.folder / "request"]
    assert shop.command("enrol", "begin", *config, *words)[0] == 0
    assert shop.finish()[0] == 0
    assert shop.command("run", *config)[0] == 0


def test_sales_reach_head_office_from_the_command_line(shop: Shop) -> None:
    with http_office() as server:
        server.answer = lambda packet: Reply(shop.office.answer(packet))
        shop.configure(uplink="http", url=server.url)
        shop.enrol()
        said = shop.run("=2.00", "cash", "send", "status")
    assert (said[3]["code"], said[3]["acknowledged"], said[4]["unacknowledged"]) == ("sent", 1, 0)
    batches = [data for seen in server.seen for data in unpack(seen.body) if peek(data).purpose is Purpose.BATCH]
    flags = decode_batch(unverified_body(batches[0])).header.flags
    assert flags & ~Flag.CLOCK_DOUBTFUL == Flag.VIRTUAL_DEVICES  # whether this machine's own clock may be believed is its matter


# The desk


def test_the_desk_makes_the_cards_of_a_list_once(shop: Shop) -> None:
    shop.enrol()
    jobs = shop.jobs(count=2)
    status, out, _ = shop.desk(jobs)
    assert (status, out.count("fate made\n")) == (0, 2)
    status, out, _ = shop.desk(jobs)
    assert (status, out.count("fate made before")) == (0, 2)
    assert sorted(path.name for path in (shop.folder / "cards").iterdir()) == ["1001.1.card", "1002.1.card"]


@pytest.mark.parametrize("kind", ["mifare", "sle4442"])
def test_the_desk_fetches_its_tables_loads_and_reports(shop: Shop, kind: str) -> None:
    limits = (Money(0), Money(2_000), Money(10_000), Money(6_000), Money(20_000))
    shop.publish(ClassTable((CardClass(ClassId(1), "Ordinary", 0, 1, *limits),)), shop_parameters(), FLOAT)
    with http_office() as server:
        server.answer = lambda packet: Reply(shop.office.answer(packet))
        shop.configure(uplink="http", url=server.url)
        shop.enrol()
        status, out, err = shop.desk(shop.jobs(load=2_000), "--blank", kind, "--cards", shop.folder / "cards")
        assert (status, err) == (0, "")
        assert "tables 3" in out
        said = shop.run(f"tap {shop.folder / 'cards' / '1001.1.card'}", "=5.00", "card", *([PIN] if kind == "sle4442" else []))
    assert (said[-1]["code"], said[-1]["balance"]) == ("paid", 1_500)
    assert [number for _, number in shop.office.batches] == [1, 2]


def test_a_load_that_cannot_be_done_is_an_exit_status(shop: Shop) -> None:
    shop.enrol()
    status, out, _ = shop.desk(shop.jobs(load=500))
    assert (status, "load not finished" in out) == (1, True)


def test_the_desk_refuses_what_is_not_for_it(shop: Shop) -> None:
    shop.enrol()
    for_another = shop.jobs(desk=8)
    assert shop.desk(for_another)[0] == 1
    damaged = for_another.read_bytes()[:-1]
    for_another.write_bytes(damaged)
    status, _, err = shop.desk(for_another)
    assert (status, err.startswith("not accepted: ")) == (1, True)
    assert shop.desk(shop.folder / "no such file") == (
        1,
        shop_ready(),
        "No such file or directory: " + str(shop.folder / "no such file") + "\n",
    )
    assert not (shop.folder / "cards").exists()


def shop_ready() -> str:
    return "  code ready  terminal 7  devices reader ACS virtual reader, printer virtual printer, VIRTUAL devices\n"


def test_virtual_blanks_must_be_chosen(shop: Shop) -> None:
    shop.enrol()
    assert shop.desk(shop.jobs(), "--blank", "mifare")[::2] == (2, "a virtual reader needs --blank and --cards\n")


def test_a_till_is_no_desk(shop: Shop) -> None:
    shop.office.roles = Role.SELL | Role.VIRTUAL
    shop.enrol()
    assert shop.desk(shop.jobs())[::2] == (2, "the certificate does not allow making cards\n")


# Refusals


def refused(shop: Shop, *more: str) -> tuple[int, str]:
    status, out, err = shop.command("run", *shop.common(), *more)
    assert out == ""
    return status, err


def test_without_an_enrolment_nothing_starts(shop: Shop) -> None:
    assert refused(shop) == (2, "the keystore stays closed: missing\n")
    shop.begin()
    assert refused(shop) == (2, "the keystore stays closed: not enrolled\n")


def test_a_wrong_password_opens_nothing(shop: Shop) -> None:
    shop.enrol()
    shop.private("password", b"wrong horse battery")
    assert refused(shop) == (2, "the keystore stays closed: wrong password\n")


def test_a_password_file_must_be_private_and_text(shop: Shop) -> None:
    shop.enrol()
    shop.private("password", PASSWORD.encode() + b"\xff")
    assert refused(shop) == (2, f"{shop.folder / 'password'} is not text\n")
    (shop.folder / "password").chmod(0o644)
    status, err = refused(shop)
    assert (status, "mode must be 0600" in err) == (2, True)
    (shop.folder / "password").unlink()
    status, err = refused(shop)
    assert (status, err.startswith("No such file")) == (1, True)


@pytest.mark.parametrize("environment", ["training", "00", "00" * 9, ""])
def test_a_mistyped_environment_is_noticed(shop: Shop, environment: str) -> None:
    assert shop.begin(environment) == (2, "", "the environment has 16 hex digits\n")
    assert not (shop.folder / "request").exists()


def test_the_steps_of_an_enrolment_say_what_is_wrong(shop: Shop) -> None:
    shop.private("code", b"ABCD-EFGH")
    assert shop.begin()[::2] == (2, "not enrolled: code mistyped\n")
    shop.private("code", show_code(CODE).encode())
    shop.begin()
    assert shop.finish(root="00")[::2] == (2, "not enrolled: root mistyped\n")
    assert shop.finish(root=SmallOffice(seed=3).root.public.hex())[::2] == (2, "not enrolled: answer of other office\n")
    shop.private("password", b"another password")
    assert shop.finish()[::2] == (2, "not enrolled: wrong password\n")


def test_virtual_devices_need_the_certificates_word(shop: Shop) -> None:
    shop.office.roles = Role.SELL
    shop.enrol()
    assert refused(shop) == (2, "virtual devices are configured, and the certificate does not allow them\n")
    assert not (shop.folder / "till" / "journal.db").exists()


def test_j13_a_certificate_is_for_one_terminal(shop: Shop) -> None:
    shop.enrol()
    shop.configure(terminal=8)
    assert refused(shop) == (2, "the certificate is for terminal 7, the configuration for 8\n")


def test_a_wrong_configuration_is_listed(shop: Shop) -> None:
    shop.configure(terminal=0, uplink="pigeon")
    assert refused(shop) == (2, "terminal must be between 1 and 65535\nuplink.kind is 'pigeon', not one of http, none\n")
    (shop.folder / "terminal.toml").unlink()
    assert "No such file" in refused(shop)[1]


def test_an_address_that_is_none_is_a_mistake_of_the_configuration(shop: Shop) -> None:
    shop.enrol()
    shop.configure(uplink="http", url="ftp://office")
    status, err = refused(shop)
    assert (status, err) == (2, "uplink: not an address of head office: 'ftp://office'\n")


def damage(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute("DROP TRIGGER entry_is_never_changed")
    database.execute("UPDATE entry SET hash = zeroblob(32)")
    database.commit()
    database.close()


def overwrite(path: Path) -> None:
    replace_file(path, b"not a journal" * 1_000, PUBLIC)


@pytest.mark.parametrize("spoil", [damage, overwrite])
def test_a_damaged_journal_sells_nothing(shop: Shop, spoil: Callable[[Path], None]) -> None:
    shop.enrol()
    shop.run("=1.00", "cash")
    spoil(shop.folder / "till" / "journal.db")
    status, err = refused(shop)
    assert (status, "Nothing is sold until the journal was looked at." in err) == (1, True)


def test_open_changes_are_listed_at_the_start(shop: Shop) -> None:
    limits = (Money(0), Money(2_000), Money(10_000), Money(6_000), Money(20_000))
    shop.publish(ClassTable((CardClass(ClassId(1), "Ordinary", 0, 1, *limits),)), shop_parameters(), FLOAT)
    with http_office() as server:
        server.answer = lambda packet: Reply(shop.office.answer(packet))
        shop.configure(uplink="http", url=server.url)
        shop.enrol()
        shop.desk(shop.jobs(load=2_000))
        card = shop.folder / "cards" / "1001.1.card"
        shop.run("tear 2 garbage", f"tap {card}", "=5.00", "card")
        said = shop.run(f"tap {card}", "=5.00")
    assert (said[1]["code"], said[1]["card"], said[1]["amount"]) == ("open", "1001.1", -500)
    assert [notice["code"] for notice in said[2:]] == ["not-charged", "balance", "total"]


@pytest.mark.parametrize("words", [["--help"], ["run", "--help"], ["desk", "--help"], ["enrol", "begin", "--help"], []])
def test_every_command_explains_itself(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    out, err = capsys.readouterr()
    assert "usage: tallycard-terminal" in out + err
    assert ended.value.code == (0 if words else 2)
