"""If these failed, a terminal would start with devices that nobody chose, or hide what is wrong with its file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from terminal.config import (
    ConfigMistakes,
    LogConfig,
    PanelConfig,
    PrinterConfig,
    ReaderConfig,
    TerminalConfig,
    UplinkConfig,
    load_config,
    read_config,
)
from terminal.counter_config import CounterConfig, KeypadConfig

BASE = Path("/etc/till")
FULL = """
terminal = 3
folder = "till-3"
operator = 7

[reader]
kind = "pcsc"
name = "ACR122U"

[printer]
kind = "file"
target = "/dev/usb/lp0"
columns = 48

[uplink]
kind = "http"
url = "https://office.example/terminal/v1/exchange"
ca_file = "office-ca.pem"
batch_seconds = 60
"""
SMALL: dict[str, Any] = {
    "terminal": 1,
    "folder": "/var/till",
    "reader": {"kind": "virtual"},
    "printer": {"kind": "virtual", "target": ""},
    "uplink": {"kind": "none"},
}


def mistakes(**changes: Any) -> list[str]:
    with pytest.raises(ConfigMistakes) as caught:
        read_config({**SMALL, **changes}, BASE)
    assert str(caught.value) == "\n".join(caught.value.mistakes)
    return caught.value.mistakes


def test_a_whole_file_is_read_and_its_relative_paths_start_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "terminal.toml"
    path.write_text(FULL)
    assert load_config(path) == TerminalConfig(
        terminal=3,  # type: ignore[arg-type]
        folder=tmp_path / "till-3",
        operator=7,  # type: ignore[arg-type]
        reader=ReaderConfig("pcsc", "ACR122U"),
        printer=PrinterConfig("file", "/dev/usb/lp0", 48),
        uplink=UplinkConfig("http", "https://office.example/terminal/v1/exchange", tmp_path / "office-ca.pem", batch_seconds=60),
        log=LogConfig("auto", "info"),
    )


def test_the_smallest_file_has_sensible_defaults() -> None:
    config = read_config(SMALL, BASE)
    assert (config.folder, config.operator, config.printer.columns) == (Path("/var/till"), 0, 32)
    assert config.uplink == UplinkConfig("none", "", None, 300)


def test_every_mistake_is_reported_at_once() -> None:
    with pytest.raises(ConfigMistakes) as caught:
        read_config({"terminal": 70_000, "printer": {"kind": "laser", "columns": "32"}, "uplink": {"kind": "http"}, "x": 1}, BASE)
    assert caught.value.mistakes == [
        "terminal must be between 1 and 65535",
        "folder must be text",
        "reader.kind must be text",
        "printer.kind is 'laser', not one of usb, serial, network, file, virtual",
        "printer.target must be text",
        "printer.columns must be a number",
        "x is unknown",
        "uplink.url is missing",
    ]


@pytest.mark.parametrize("value", [0, -1, 65_536])
def test_a_terminal_number_fits_the_card_record(value: int) -> None:
    assert mistakes(terminal=value) == ["terminal must be between 1 and 65535"]


@pytest.mark.parametrize("value", [True, 1.0, "1", None, [1]])
def test_a_number_is_a_number_and_nothing_like_it(value: object) -> None:
    assert mistakes(terminal=value) == ["terminal must be a number"]


def test_paper_is_wide_enough_and_waiting_is_not_negative() -> None:
    printer = {"kind": "virtual", "target": "", "columns": 0}
    assert mistakes(printer=printer) == ["printer.columns must be between 16 and 96"]
    assert mistakes(uplink={"kind": "none", "batch_seconds": -1})[0].startswith("uplink.batch_seconds must be between 0 and")


def test_a_misspelt_key_is_not_overlooked() -> None:
    assert mistakes(reader={"kind": "virtual", "nane": "ACS"}) == ["reader.nane is unknown"]
    assert mistakes(Reader={}) == ["Reader is unknown"]


def test_a_section_must_be_a_section() -> None:
    assert mistakes(reader="virtual") == ["reader.kind must be text"]


@pytest.mark.parametrize("text", ["terminal = ", "\xff", "a = " + "[" * 3_000, "a = " + "1" * 5_000])
def test_a_file_that_is_not_toml_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "terminal.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ConfigMistakes, match=r"terminal\.toml"):
        load_config(path)


def test_a_missing_file_is_a_mistake_and_not_a_crash(tmp_path: Path) -> None:
    with pytest.raises(ConfigMistakes, match="No such file"):
        load_config(tmp_path / "none.toml")


def test_a_panel_is_there_only_where_it_is_configured() -> None:
    assert read_config(SMALL, BASE).panel is None
    told = {"about": {"1001.1": "ordinary member"}, "operators": {"1": "Ann"}, "items": {"101": "Tea"}, "card_pin": "2580"}
    panel = {"listen": "localhost:8080", "cards": "cards", **told}
    assert read_config({**SMALL, "panel": panel}, BASE).panel == PanelConfig(
        "localhost", 8080, BASE / "cards", {"1001.1": "ordinary member"}, {"1": "Ann"}, {"101": "Tea"}, "2580"
    )


@pytest.mark.parametrize(
    "listen", ["0.0.0.0:8000", "192.168.1.2:8000", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:٨٠", ""]
)
def test_a_panel_listens_on_this_machine_alone(listen: str) -> None:
    assert mistakes(panel={"listen": listen, "cards": "cards"}) == [
        f"panel.listen is {listen!r}, not a port of this machine such as 127.0.0.1:8000"
    ]


def test_a_panel_stands_for_virtual_devices_only() -> None:
    wrong = mistakes(panel={"cards": 7, "about": {"1001.1": 5}, "x": 1}, reader={"kind": "pcsc"})
    assert wrong == [
        "panel.cards must be text",
        "panel.about must be a table of texts",
        "panel.x is unknown",
        "panel: reader and printer must be virtual",
    ]


def test_the_devices_of_a_counter_are_real_so_they_do_not_go_with_a_panel() -> None:
    assert read_config(SMALL, BASE).counter is None
    config = read_config({**SMALL, "keypad": {}, "voice": {}}, BASE)
    assert config.counter == CounterConfig(KeypadConfig((5, 6, 13, 19), (12, 16, 20, 21)), traditional_voice="cmn")
    assert mistakes(keypad={}, panel={"cards": "cards"}) == ["panel: its devices are virtual; no others can stand at the counter"]
