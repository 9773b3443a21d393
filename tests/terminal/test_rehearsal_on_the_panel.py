"""A counter wired as its program wires it, with a panel: a rehearsal is begun, played and ended on the page."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.request import Request, urlopen

from protocol.ids import BranchId, OperatorId, TerminalId
from protocol.instants import Instant
from protocol.link.certificate import Certificate, Role
from protocol.link.duty_entries import Rehearsal
from protocol.link.entries import Medium
from protocol.link.office_keys import OfficeKeys
from protocol.link.seal import RecipientKey, SigningKey
from protocol.link.signs import Part, Sign
from provisioning.stage import free_port
from terminal.config import PanelConfig, PrinterConfig, ReaderConfig, TerminalConfig, UplinkConfig
from terminal.console.faces import TextFace
from terminal.counter.flows.stage import PER_PAGE
from terminal.counter.menu import offered
from terminal.counter_wiring import WiredCounter, wire_counter
from terminal.drivers.card_reader.card_file import create_card
from terminal.keystore import Admission, DeviceSecrets, Keystore
from terminal.vitals import DEVICE_SIGNS
from terminal.words.counter import Word
from tests.support.counter_examples import keys, staffed
from tests.support.shop import KEYS, blank

WAIT_S = 20
LOOKS = 200


def keystore_of(terminal: TerminalId) -> Keystore:
    """An enrolled terminal that may use virtual devices."""
    signing, recipient, root = SigningKey.generate(), RecipientKey.generate(), SigningKey.generate().public
    roles = Role.SELL | Role.LOAD | Role.VIRTUAL
    ever = Instant(0), Instant(2**47)
    certificate = Certificate(terminal, 1, BranchId(1), 0, roles, signing.public, recipient.public, *ever)
    office = OfficeKeys(1, root, root, root, root)
    secrets = DeviceSecrets(terminal, b"test-env", signing, recipient, KEYS)
    return Keystore(secrets, KEYS, root, Admission(certificate, b"", office, b""), office)


def counter_of(folder: Path) -> WiredCounter:
    """A counter with its panel and one card in the member's hand."""
    cards, till = folder / "cards", folder / "till"
    cards.mkdir()
    till.mkdir(mode=0o700)
    create_card(cards / "1001.1.card", blank(Medium.MIFARE_1K, 1001))
    config = TerminalConfig(
        TerminalId(1),
        till,
        OperatorId(1),
        ReaderConfig("virtual", "ACS virtual reader"),
        PrinterConfig("virtual", "", 32),
        UplinkConfig("none", "", None, 300),
        PanelConfig("127.0.0.1", free_port(), cards),
    )
    wired = wire_counter(config, keystore_of(config.terminal), TextFace(StringIO()))
    wired.wired.terminal.catalogue = staffed()
    return wired


@dataclass
class Visit:
    """What somebody does on the page while the counter works, and what he saw."""

    address: str
    to_rehearsal: str
    seen: list[tuple[str, str]] = field(default_factory=list)

    def post(self, path: str) -> None:
        urlopen(Request(self.address + path, method="POST"), timeout=WAIT_S).close()

    def press(self, typed: str) -> None:
        for key in keys(typed):
            self.post(f"key/{key.name}")

    def looks(self, wanted: str) -> None:
        """Wait until the operator reads this, and note both displays."""
        with urlopen(self.address + "events", timeout=WAIT_S) as stream:
            for _ in range(LOOKS):
                line = stream.readline().decode()
                if not line.startswith("data: {"):
                    continue
                state: dict[str, Any] = json.loads(line.removeprefix("data: "))
                if wanted in (shown := text_of(state.get("operator", []))):
                    self.seen.append((shown, text_of(state["member"])))
                    return
        raise AssertionError(f"{wanted} was not shown")

    def play(self) -> None:
        self.press(f"BACK {self.to_rehearsal}")
        self.looks("START A REHEARSAL?")
        self.press("ENTER")
        self.looks("** TEST **")
        self.press("101 ENTER ENTER")
        self.looks("1=A 2=B BACK=stop")
        self.press("1")
        self.looks("PAID")
        self.post("card/lay/1001.1")
        self.looks("Real cards are not")
        self.press("MENU 3 ENTER")
        self.looks("Key item or card")


def text_of(screen: list[list[str]]) -> str:
    """A display as one text."""
    return "\n".join("".join(line) for line in screen)


def test_a_rehearsal_is_played_on_the_page_with_its_mark_in_sight_and_leaves_nothing(tmp_path: Path) -> None:
    wired = counter_of(tmp_path)
    assert wired.address_file
    page, place = divmod([flow.title for flow in offered(wired.at.view())].index(Word.REHEARSE), PER_PAGE)
    visit = Visit(wired.address_file.read_text().strip(), f"{'MENU ' * (page + 1)} {place + 1}")
    failed: list[BaseException] = []

    def play() -> None:
        try:
            visit.play()
        except BaseException as error:
            failed.append(error)
        finally:
            wired.at.inbox.put(None)

    player = Thread(target=play)
    player.start()
    wired.at.run()
    player.join(WAIT_S)
    assert failed == []
    for operator, member in visit.seen[1:-1]:
        assert "TEST" in operator.splitlines()[0]
        assert "TEST" in member.splitlines()[0]
    assert "TEST" not in "".join(visit.seen[-1])
    journal = wired.wired.terminal.journal
    told = [entry.body for _, entry in journal.newest_first() if isinstance(entry.body, Rehearsal)]
    assert [body.began for body in told] == [False, True]
    assert journal.state.totals == ()
    assert not (tmp_path / "till" / "rehearsal").exists()
    signs = dict(wired.wired.vitals.signs())
    assert signs[Sign.CASE_OPEN] == signs[Sign.CARDS_READ] == 0
    assert [signs[sign] for sign in DEVICE_SIGNS.values()] == [Part.WORKS] * len(DEVICE_SIGNS)
    wired.close()
