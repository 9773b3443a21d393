"""The registers of a Pi 4's pins in a file, below the real RPi.GPIO library.

The library wants `/proc/cpuinfo` of a Pi and 4 KiB of `/dev/gpiomem`. One thread gets a mount namespace of its own, where
both are there, and imports the library; the namespace ends with the thread, and the library keeps its map of the file.
Nobody else on the machine sees anything of it.

Registers (BCM2711 ARM Peripherals, chapter 5, in 32-bit words): GPFSEL 0-5 hold three bits a pin, 001 is an output; writing
ones to GPSET 7 and GPCLR 10 raises and lowers pins; GPLEV 13 is what pins read; GPIO_PUP_PDN_CNTRL 57-60 hold two bits a
pin, 01 is a pull-up. In a file a second write to GPSET would hide the first, so `driven` must be asked between writes.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import Any, NoReturn

import pytest

GPFSEL, GPSET, GPCLR, GPLEV, PULLS = 0, 7, 10, 13, 57
OUTPUT, PULL_UP = 0b001, 0b01
PINS = 28
SIZE = 4_096
CPUINFO = "Hardware\t: BCM2711\nRevision\t: c03114\nModel\t\t: Raspberry Pi 4 Model B Rev 1.4\n"

CLONE_NEWNS = 0x0002_0000
MS_BIND, MS_REC, MS_PRIVATE = 4_096, 16_384, 1 << 18


class Registers:
    """A board: see `key_matrix.Board`."""

    def __init__(self, file: Path) -> None:
        with file.open("r+b") as opened:
            self._words = memoryview(mmap.mmap(opened.fileno(), SIZE)).cast("I")
        self._latches = 0
        self._decoded: dict[tuple[int, tuple[int, ...]], int] = {}

    def driven(self) -> tuple[int, int]:
        """The outputs by their latches, after what was written since the last look."""
        self._latches = (self._latches | self._taken(GPSET)) & ~self._taken(GPCLR)
        outputs = self._where(GPFSEL, 10, OUTPUT, 0b111)
        return outputs & self._latches, outputs & ~self._latches

    def pulled_up(self) -> int:
        """From the pull registers."""
        return self._where(PULLS, 16, PULL_UP, 0b11)

    def show(self, high: int) -> None:
        """Write the level register."""
        self._words[GPLEV] = high

    def _taken(self, register: int) -> int:
        """The bits that were written, once."""
        bits, self._words[register] = self._words[register], 0
        return bits

    def _where(self, register: int, pins_a_word: int, value: int, mask: int) -> int:
        """The pins whose field in these registers has this value."""
        words = tuple(self._words[register : register + 2 + PINS // pins_a_word])
        key = register, words
        if key not in self._decoded:
            width = mask.bit_length()
            fields = ((pin, words[pin // pins_a_word] >> pin % pins_a_word * width & mask) for pin in range(PINS))
            self._decoded[key] = sum(1 << pin for pin, field in fields if field == value)
        return self._decoded[key]


def registers() -> Registers:
    """The registers that RPi.GPIO in this process works on; what cannot be had is said, and fails in CI."""
    board = _board()
    if isinstance(board, str):
        _unavailable(board)
    return board


def _unavailable(reason: str) -> NoReturn:
    message = f"NOT TESTED over the real RPi.GPIO, only over a stand-in that couples rows and columns: {reason}"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@cache
def _board() -> Registers | str:
    """One for the whole process, as the library maps its registers once; or why there is none."""
    if find_spec("RPi") is None:
        return "it is not installed (packages.txt names what compiles it)"
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:  # below /dev nothing is to be seen from there
        cpuinfo, memory = Path(folder) / "cpuinfo", Path(folder) / "gpiomem"
        cpuinfo.write_text(CPUINFO)
        memory.write_bytes(bytes(SIZE))
        failed: list[str] = []
        thread = Thread(target=_import_there, args=(cpuinfo, memory, failed))
        thread.start()
        thread.join()
        return failed[0] if failed else Registers(memory)


def _import_there(cpuinfo: Path, memory: Path, failed: list[str]) -> None:
    """Give this thread a namespace of its own, put the Pi's files there and let the library map them."""
    libc = ctypes.CDLL(None, use_errno=True)
    try:
        _call(libc.unshare, CLONE_NEWNS)
        _call(libc.mount, None, b"/", None, ctypes.c_ulong(MS_REC | MS_PRIVATE), None)
        _call(libc.mount, bytes(cpuinfo), b"/proc/cpuinfo", None, ctypes.c_ulong(MS_BIND), None)
        _call(libc.mount, b"tmpfs", b"/dev", b"tmpfs", ctypes.c_ulong(0), None)
        Path("/dev/gpiomem").symlink_to(memory)
    except OSError as error:
        failed.append(f"a mount namespace of one's own takes root, and a container that allows it: {error.strerror}")
        return
    from RPi import GPIO

    GPIO.setmode(GPIO.BCM)
    GPIO.setup(PINS - 1, GPIO.IN)  # it maps the registers at the first use
    GPIO.cleanup()


def _call(function: Any, *arguments: object) -> None:
    if function(*arguments) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
