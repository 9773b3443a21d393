"""The load generator, a process of its own: `python -m tests.bench.load PORT`, one phase a line on standard input.

A line names a file of packets and the number of clients; the answer is a line of JSON. Each client keeps its line
open and sends the packets of its terminals in turn, each after the answer to the one before. Head office's answers
are judged after the clock has stopped.
"""

from __future__ import annotations

import json
import pickle
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier, Thread
from time import perf_counter
from typing import Any

from protocol.link.packet import unpack
from protocol.link.seal import Purpose, peek

Queues = list[list[bytes]]
"""The packets of each terminal."""

END_OF_HEAD = b"\r\n\r\n"
RECEIVE_BYTES = 65_536


@dataclass
class Client:
    """One open line to head office."""

    port: int
    packets: list[bytes]

    def __post_init__(self) -> None:
        self.answers: list[bytes] = []
        self.failure: str | None = None
        self._line = self._open()

    def _open(self) -> socket.socket:
        line = socket.create_connection(("127.0.0.1", self.port))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return line

    def run(self, start: Barrier) -> None:
        """Send everything."""
        start.wait()
        try:
            for packet in self.packets:
                self.answers.append(self._exchange(packet))
        except (OSError, ValueError) as error:
            self.failure = f"{type(error).__name__}: {error}"
        self._line.close()

    def _exchange(self, packet: bytes) -> bytes:
        head = f"POST /terminal/v1/exchange HTTP/1.1\r\nHost: office\r\nContent-Length: {len(packet)}\r\n\r\n"
        self._line.sendall(head.encode() + packet)
        received = b""
        while END_OF_HEAD not in received:
            received += self._more()
        fields, _, body = received.partition(END_OF_HEAD)
        status, *named = fields.decode("latin-1").lower().split("\r\n")
        if " 200 " not in status:
            raise ValueError(status)
        values = dict(field.split(": ", 1) for field in named)
        while len(body) < int(values["content-length"]):
            body += self._more()
        if values.get("connection") == "close":
            self._line.close()
            self._line = self._open()
        return body

    def _more(self) -> bytes:
        piece = self._line.recv(RECEIVE_BYTES)
        if not piece:
            raise ValueError("head office hung up")
        return piece


def send(port: int, queues: Queues, clients: int) -> dict[str, Any]:
    """One phase: seconds from the first byte to the last answer, and everything that was not acknowledged."""
    mine = [Client(port, in_turn(queues[place::clients])) for place in range(clients)]
    start = Barrier(clients + 1)
    threads = [Thread(target=client.run, args=(start,)) for client in mine]
    for thread in threads:
        thread.start()
    start.wait()
    begin = perf_counter()
    for thread in threads:
        thread.join()
    seconds = perf_counter() - begin
    wrong = [client.failure for client in mine if client.failure]
    wrong += [fault for client in mine for answer in client.answers if (fault := _fault(answer))]
    return {"seconds": seconds, "answers": sum(len(client.answers) for client in mine), "wrong": wrong[:5]}


def in_turn(queues: Queues) -> list[bytes]:
    """The first packet of each terminal, then the second of each."""
    longest = max(map(len, queues), default=0)
    return [queue[place] for place in range(longest) for queue in queues if place < len(queue)]


def _fault(answer: bytes) -> str | None:
    purposes = [peek(data).purpose for data in unpack(answer)]
    return None if purposes == [Purpose.ACK] else f"answered with {[purpose.name for purpose in purposes]}"


class LoadFault(Exception):
    """Head office did not acknowledge everything."""


class Generator:
    """The other process, seen from the harness."""

    def __init__(self, port: int) -> None:
        command = [sys.executable, "-m", "tests.bench.load", str(port)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def send(self, file: Path, clients: int) -> float:
        """Run one phase; its seconds. Raises LoadFault."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([str(file), clients]) + "\n")
        answer = json.loads(self._process.stdout.readline() or '{"wrong": ["the load generator died"]}')
        if answer["wrong"]:
            raise LoadFault("; ".join(answer["wrong"]))
        return float(answer["seconds"])

    def close(self) -> None:
        """Let it end."""
        self._process.communicate()


def write_queues(file: Path, queues: Queues) -> None:
    """Put packets where the generator reads them."""
    file.write_bytes(pickle.dumps(queues))


def main() -> None:
    """Serve the harness until it closes the pipe."""
    port = int(sys.argv[1])
    for line in sys.stdin:
        file, clients = json.loads(line)
        print(json.dumps(send(port, pickle.loads(Path(file).read_bytes()), clients)), flush=True)


if __name__ == "__main__":
    main()
