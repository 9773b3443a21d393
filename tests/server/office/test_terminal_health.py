"""If these failed, a terminal that dies would look well on the pages, or a word of a newer terminal would break them."""

from __future__ import annotations

import pytest
from flask import Flask

from protocol.link.signs import ClockDoubt, Part, Sign, signs_of, software_of
from server.database import run
from server.office.queries.fleet.health import Felt, Lamp, felt
from server.office.queries.fleet.lines import attention
from server.office.queries.fleet.standing import Trouble
from server.office.wording.signs import sign_text
from server.usecases.staff.roles import EVERYTHING, Reach, Role, Scope
from server.web.language import speak
from tests.server.head_office import HeadOffice, certificate_of
from tests.server.journal import Journal
from tests.server.office.stage import Stage
from tests.server.office.world import HERE, THERE, build_world

NEEDED_MIB = 200


@pytest.mark.parametrize(
    ("signs", "lamp"),
    [
        ({Sign.SOFTWARE: 256}, Lamp.PLAIN),
        ({Sign.DISK_FREE_MIB: 200}, Lamp.GOOD),
        ({Sign.DISK_FREE_MIB: 199}, Lamp.LOOK),
        ({Sign.DISK_FREE_MIB: 49}, Lamp.BAD),
        ({Sign.TEMPERATURE: 79}, Lamp.GOOD),
        ({Sign.TEMPERATURE: 80}, Lamp.LOOK),
        ({Sign.TEMPERATURE: 85}, Lamp.BAD),
        ({Sign.LOW_VOLTAGE: 0}, Lamp.GOOD),
        ({Sign.LOW_VOLTAGE: 1}, Lamp.LOOK),
        ({Sign.CLOCK: ClockDoubt.NO_RTC}, Lamp.GOOD),
        ({Sign.CLOCK: ClockDoubt.NO_RTC | ClockDoubt.BEHIND}, Lamp.LOOK),
        ({Sign.CASE_OPEN: 0}, Lamp.GOOD),
        ({Sign.CASE_OPEN: 1}, Lamp.BAD),
        ({Sign.WRITES_IN_DOUBT: 2}, Lamp.GOOD),
        ({Sign.WRITES_IN_DOUBT: 3}, Lamp.LOOK),
        ({Sign.WRITES_IN_DOUBT: 3, Sign.CARDS_WRITTEN: 150}, Lamp.GOOD),
        ({Sign.READER: Part.MISSING}, Lamp.BAD),
        ({Sign.PRINTER: Part.WORKS}, Lamp.GOOD),
        ({Sign.PRINTER: Part.NO_PAPER}, Lamp.LOOK),
        ({Sign.PRINTER: Part.MISSING}, Lamp.LOOK),
        ({Sign.PRINTER: 77}, Lamp.LOOK),
    ],
)
def test_each_sign_has_its_lamp(signs: dict[int, int], lamp: Lamp) -> None:
    assert felt(signs, NEEDED_MIB)[-1].lamp is lamp


def test_every_sign_says_something_whatever_its_value_and_one_that_is_not_known_is_left_out() -> None:
    app = Flask(__name__)
    speak(app)
    app.secret_key = "test"
    with app.test_request_context():
        assert all(sign_text(Felt(sign, value, Lamp.PLAIN)) for sign in Sign for value in (0, 1, 2**64 - 1))
        assert sign_text(Felt(Sign.SOFTWARE, software_of(1, 20, 3), Lamp.PLAIN)) == "1.20.3"
    assert felt({200: 1, 0: 1}, NEEDED_MIB) == ()


@pytest.mark.parametrize("books", ["sqlite"], indirect=True)
def test_a_terminal_page_list_and_first_page_show_what_it_tells_of_its_parts(stage: Stage) -> None:
    build_world()
    well = signs_of(((Sign.PRINTER, Part.WORKS), (Sign.DISK_FREE_MIB, 5_000)))
    ill = signs_of(((Sign.PRINTER, Part.NO_PAPER), (Sign.CASE_OPEN, 1), (Sign.TEMPERATURE, 48)))
    office = HeadOffice()
    office.send(certificate_of(HERE), Journal(terminal=HERE).poll(signs=(*well, (250, 7))))
    office.send(certificate_of(THERE), Journal(terminal=THERE).poll(signs=ill))
    assert run("SELECT signs FROM heartbeat WHERE terminal = %s", (HERE,)).fetchone() == ('{"3": 5000, "33": 0, "250": 7}',)
    admin = stage.signed_in("ann", Role.ADMINISTRATOR)
    page = admin.get(f"/office/terminals/{THERE}").text
    for words in ("Health of its parts", "out of paper", "has been opened", "48 °C", "a part has failed", "a part needs a look"):
        assert words in page, words
    listed = admin.get("/office/terminals").text
    assert "all well" in listed
    assert "Printer: out of paper" in listed
    assert f'/office/terminals/{HERE}"' not in admin.get("/office/terminals?trouble=failing").text
    assert attention(EVERYTHING, stage.clock()) == {Trouble.FAILING: 1}
    assert attention(Scope(Reach.BRANCH, 1), stage.clock()) == {}
    first = admin.get("/office/").text
    assert "Terminals that need a look" in first
    assert "trouble=failing" in first
    office.send(certificate_of(THERE), Journal(terminal=THERE).poll(at=1, signs=well))
    assert attention(EVERYTHING, stage.clock()) == {}
