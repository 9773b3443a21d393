"""The bridge speaks vpcd's protocol; a socket stands for the driver. Over a real pcscd: `tests/contracts`."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from terminal.drivers.card_reader.virtual_mifare import ATR, VirtualMifare, blank_mifare
from terminal.drivers.card_reader.virtual_sle4442 import blank_sle4442
from terminal.drivers.card_reader.vpcd_bridge import VpcdSlot

OK = b"\x90\x00"
UID = b"\x01\x02\x03\x04"
GET_UID = bytes.fromhex("ffca000000")
OFF, ON, RESET, GET_ATR = b"\x00", b"\x01", b"\x02", b"\x04"


class Driver:
    """The side of vpcd."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(5)
        self.port: int = self._listener.getsockname()[1]
        self._card: socket.socket | None = None

    def accept(self) -> None:
        self.hang_up()
        self._card, _ = self._listener.accept()
        self._card.settimeout(5)

    def send(self, payload: bytes) -> None:
        assert self._card is not None
        self._card.sendall(len(payload).to_bytes(2, "big") + payload)

    def receive(self) -> bytes:
        """One message; empty when the card hung up."""
        assert self._card is not None
        header = self._card.recv(2, socket.MSG_WAITALL)
        return self._card.recv(int.from_bytes(header, "big"), socket.MSG_WAITALL) if header else b""

    def ask(self, payload: bytes) -> bytes:
        self.send(payload)
        return self.receive()

    def hang_up(self) -> None:
        if self._card is not None:
            self._card.close()
            self._card = None

    def close(self) -> None:
        self.hang_up()
        self._listener.close()


@pytest.fixture
def driver() -> Iterator[Driver]:
    made = Driver()
    yield made
    made.close()


@pytest.fixture
def slot(driver: Driver) -> Iterator[VpcdSlot]:
    made = VpcdSlot(driver.port)
    yield made
    made.remove()


def laid_down(driver: Driver, slot: VpcdSlot) -> VirtualMifare:
    chip = blank_mifare(UID)
    slot.insert(chip)
    driver.accept()
    return chip


def test_the_atr_and_apdus_are_answered(driver: Driver, slot: VpcdSlot) -> None:
    laid_down(driver, slot)
    assert driver.ask(GET_ATR) == ATR
    assert driver.ask(GET_UID) == UID + OK


@pytest.mark.parametrize("control", [OFF, ON, RESET])
def test_power_controls_are_not_answered_and_make_the_chip_forget(driver: Driver, slot: VpcdSlot, control: bytes) -> None:
    laid_down(driver, slot)
    driver.ask(bytes.fromhex("ff82000006ffffffffffff"))
    assert driver.ask(bytes.fromhex("ff860000050100046000")) == OK
    driver.send(control)
    assert driver.ask(bytes.fromhex("ffb0000410")) == b"\x63\x00"


def test_an_unknown_control_is_passed_over(driver: Driver, slot: VpcdSlot) -> None:
    laid_down(driver, slot)
    driver.send(b"\x77")
    assert driver.ask(GET_ATR) == ATR


def test_a_removed_card_hangs_up_and_may_be_laid_down_again(driver: Driver, slot: VpcdSlot) -> None:
    chip = laid_down(driver, slot)
    slot.remove()
    assert driver.receive() == b""
    assert not chip.present
    slot.remove()
    slot.insert(chip)
    driver.accept()
    assert driver.ask(GET_UID) == UID + OK


def test_a_pulled_card_hangs_up_without_an_answer(driver: Driver, slot: VpcdSlot) -> None:
    chip = laid_down(driver, slot)
    chip.pull_at(1, after=True)
    assert driver.ask(GET_UID) == b""


def test_a_dead_chip_hangs_up_instead_of_an_empty_answer(driver: Driver, slot: VpcdSlot) -> None:
    chip = blank_sle4442()
    chip.cells.write(0, bytes(4))
    slot.insert(chip)
    driver.accept()
    assert driver.ask(GET_ATR) == b""


def test_a_card_loses_its_power_when_the_driver_dies(driver: Driver, slot: VpcdSlot) -> None:
    chip = laid_down(driver, slot)
    driver.hang_up()
    slot.remove()
    assert not chip.present


def test_without_a_driver_there_is_nowhere_to_lay_a_card(driver: Driver) -> None:
    driver.close()
    slot, chip = VpcdSlot(driver.port), blank_mifare(UID)
    with pytest.raises(OSError, match="refused"):
        slot.insert(chip)
    assert not chip.present
