"""If these failed, a captive portal, a bad proxy or a slow thief could hold, fill or redirect a terminal."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from protocol.link.packet import PACKET_BYTES_MAX
from terminal.uplink.transport.https import RETRY_AFTER_MAX_S, HttpsTransport
from terminal.uplink.transport.port import Busy, Refused, Unreachable
from tests.support.http_office import HttpOffice, Reply, http_office, self_signed


@pytest.fixture
def office() -> Iterator[HttpOffice]:
    with http_office() as running:
        yield running


def test_the_request_is_a_post_of_opaque_bytes_without_cookies(office: HttpOffice) -> None:
    office.answer = lambda message: Reply(b"answer", headers={"Set-Cookie": "tracker=1"})
    transport = HttpsTransport(office.url)
    transport.exchange(b"packet")
    transport.exchange(b"packet")
    for seen in office.seen:
        assert (seen.method, seen.path, seen.body) == ("POST", "/terminal/v1/exchange", b"packet")
        assert seen.headers["Content-Type"] == "application/octet-stream"
        assert seen.headers["Accept-Encoding"] == "identity"
        assert "Cookie" not in seen.headers


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_refused_and_not_followed(office: HttpOffice, status: int) -> None:
    office.answer = lambda message: Reply(status=status, headers={"Location": office.url})
    with pytest.raises(Refused) as caught:
        HttpsTransport(office.url).exchange(b"packet")
    assert caught.value.status == status
    assert len(office.seen) == 1


@pytest.mark.parametrize("status", [201, 204, 400, 404, 413, 500])
def test_every_status_but_200_is_refused_with_its_number(office: HttpOffice, status: int) -> None:
    office.answer = lambda message: Reply(status=status)
    with pytest.raises(Refused, match=str(status)):
        HttpsTransport(office.url).exchange(b"packet")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        ("99999999", RETRY_AFTER_MAX_S),
        ("9" * 5_000, None),
        ("-1", None),
        ("1.5", None),
        ("Sun, 22 Nov 2026 14:05:00 GMT", None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_counts_in_whole_seconds_of_at_most_an_hour(
    office: HttpOffice, status: int, header: str, seconds: int | None
) -> None:
    office.answer = lambda message: Reply(status=status, headers={"Retry-After": header})
    with pytest.raises(Busy) as caught:
        HttpsTransport(office.url).exchange(b"packet")
    assert caught.value.retry_after_s == seconds


def test_busy_without_retry_after_leaves_the_time_to_us(office: HttpOffice) -> None:
    office.answer = lambda message: Reply(status=503)
    with pytest.raises(Busy) as caught:
        HttpsTransport(office.url).exchange(b"packet")
    assert caught.value.retry_after_s is None


def test_an_answer_above_the_size_of_a_packet_is_refused(office: HttpOffice) -> None:
    office.answer = lambda message: Reply(bytes(PACKET_BYTES_MAX + 1))
    with pytest.raises(Refused, match="too large"):
        HttpsTransport(office.url).exchange(b"packet")


def test_a_head_office_that_says_nothing_is_left_after_the_time_out(office: HttpOffice) -> None:
    def silence(message: bytes) -> Reply:
        time.sleep(0.5)
        return Reply()

    office.answer = silence
    with pytest.raises(Unreachable, match="time"):
        HttpsTransport(office.url, step_s=0.1).exchange(b"packet")


@pytest.mark.parametrize("tls", [False, True])
def test_a_head_office_that_drips_is_left_after_the_whole_time(tmp_path: Path, tls: bool) -> None:
    pair = self_signed(tmp_path) if tls else None
    with http_office(pair) as office:

        def drip() -> None:
            time.sleep(1.5)

        office.answer = lambda message: Reply(bytes(100), send_bytes=10, drip=drip)
        start = time.monotonic()
        with pytest.raises(Unreachable):
            HttpsTransport(office.url, pair[0] if pair else None, step_s=5, whole_s=0.3).exchange(b"packet")
        assert time.monotonic() - start < 1.2


def test_a_server_outside_the_pinned_authority_is_not_believed(tmp_path: Path) -> None:
    (tmp_path / "true").mkdir()
    (tmp_path / "false").mkdir()
    pinned, _ = self_signed(tmp_path / "true")
    with http_office(self_signed(tmp_path / "false")) as office:
        for ca_file in (pinned, None):
            with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
                HttpsTransport(office.url, ca_file).exchange(b"packet")
        assert office.seen == []


@pytest.mark.parametrize(
    "url",
    [
        "",
        "head-office",
        "ftp://office/",
        "https://",
        "https://office:port/",
        "https://office/?a=1",
        "https://office/#x",
        "https://me:pw@office/",
    ],
)
def test_an_address_of_another_form_is_a_mistake_of_the_configuration(url: str) -> None:
    with pytest.raises(ValueError, match=r"not an address|Port could not"):
        HttpsTransport(url)


def test_a_pinned_authority_on_a_plain_line_is_a_mistake_of_the_configuration(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="needs https"):
        HttpsTransport("http://office/", tmp_path / "ca.pem")


def test_a_missing_authority_file_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        HttpsTransport("https://office/", tmp_path / "ca.pem")
