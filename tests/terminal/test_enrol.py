"""If these failed, a power cut during installation could strand a terminal, or a false office could install its keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from protocol.card.keys import derive_keyring
from protocol.ids import TerminalId
from protocol.link.certificate import Certificate, code_proof, open_enrol_request
from protocol.link.enrolment import seal_key_transfer, show_code
from protocol.link.packet import pack, unpack
from protocol.link.seal import PasswordCost, SigningKey
from terminal.enrol import EnrolProblem, begin, finish
from terminal.files import DISK, Disk
from terminal.keystore import ROOT, SECRETS, Keystore, KeystoreProblem, open_keystore, read_secrets
from tests.support.cutting_disk import CuttingDisk, PowerCut
from tests.support.small_office import SmallOffice

CHEAP = PasswordCost(8 * 1024, 1, 1)
PASSWORD = "a long password"
SEVEN = TerminalId(7)
ENVIRONMENT = b"training"
CODE = bytes(range(16))


@pytest.fixture
def office() -> SmallOffice:
    return SmallOffice()


def begun(folder: Path, terminal: TerminalId = SEVEN, disk: Disk = DISK) -> bytes:
    request = begin(folder, terminal, ENVIRONMENT, show_code(CODE), PASSWORD, disk, CHEAP)
    assert isinstance(request, bytes)
    return request


def finished(folder: Path, answer: bytes, office: SmallOffice, disk: Disk = DISK) -> Certificate | EnrolProblem | KeystoreProblem:
    return finish(folder, answer, office.root.public.hex(), PASSWORD, disk, CHEAP)


def test_a_terminal_enrols_and_opens_its_keystore(tmp_path: Path, office: SmallOffice) -> None:
    folder = tmp_path / "var" / "keys"
    answer = office.admit(begun(folder))
    assert folder.stat().st_mode & 0o777 == 0o700
    certificate = finished(folder, answer, office)
    keystore = open_keystore(folder, PASSWORD)
    assert isinstance(keystore, Keystore)
    assert keystore.admission.certificate == certificate
    assert keystore.card_keys == office.card_keys
    assert keystore.root_public == office.root.public


def test_the_request_proves_the_code_and_holds_the_devices_own_keys(tmp_path: Path) -> None:
    request = open_enrol_request(begun(tmp_path), ENVIRONMENT)
    secrets = read_secrets(tmp_path, PASSWORD)
    assert not isinstance(secrets, KeystoreProblem)
    own = (SEVEN, secrets.signing.public, secrets.recipient.public)
    assert (request.terminal, request.sign_public, request.seal_public) == own
    assert request.code_proof == code_proof(CODE, *own)


def test_asking_again_gives_the_same_bytes_even_after_the_enrolment(tmp_path: Path, office: SmallOffice) -> None:
    request = begun(tmp_path)
    assert begun(tmp_path) == request
    finished(tmp_path, office.admit(request), office)
    assert begun(tmp_path) == request


def test_a_power_cut_at_any_operation_of_the_first_step_is_mended_by_repeating_it(tmp_path: Path, office: SmallOffice) -> None:
    for torn in (False, True):
        for cut in range(4):
            folder = tmp_path / f"{cut}{torn}"
            with pytest.raises(PowerCut):
                begun(folder, disk=CuttingDisk(cut, torn))
            request = begun(folder)
            assert begun(folder) == request
            assert isinstance(finished(folder, office.admit(request), office), Certificate)


def test_a_request_is_given_out_only_after_its_keys_are_on_disk(tmp_path: Path) -> None:
    begin(tmp_path, SEVEN, ENVIRONMENT, show_code(CODE), PASSWORD, disk := CuttingDisk(99), CHEAP)
    assert disk.done == ["sync folder", f"write {SECRETS}.new", f"rename {SECRETS}.new to {SECRETS}", "sync folder"]


def test_a_power_cut_at_any_operation_of_the_second_step_is_mended_by_repeating_it(tmp_path: Path, office: SmallOffice) -> None:
    operations = 12
    for torn in (False, True):
        for cut in range(operations):
            folder = tmp_path / f"{cut}{torn}"
            answer = office.admit(begun(folder))
            with pytest.raises(PowerCut):
                finished(folder, answer, office, CuttingDisk(cut, torn))
            assert (open_keystore(folder, PASSWORD) is KeystoreProblem.NOT_ENROLLED) is (cut < operations - 1)
            assert isinstance(finished(folder, answer, office), Certificate)
            assert isinstance(open_keystore(folder, PASSWORD), Keystore)
    assert isinstance(finished(folder, answer, office, CuttingDisk(operations)), Certificate)


def test_a_power_cut_while_keys_are_renewed_leaves_a_terminal_that_opens(tmp_path: Path, office: SmallOffice) -> None:
    """Old and new certificate, office keys and card keys may be mixed on disk: each must stand for itself."""
    for cut in range(12):
        folder = tmp_path / str(cut)
        office = SmallOffice()
        request = begun(folder)
        finished(folder, office.admit(request), office)
        office.keys_version, office.ca_key = 2, SigningKey.from_seed(b"\x55" * 32)
        office.card_keys = derive_keyring(b"\x66" * 32, 2)
        renewal = office.admit(request)
        with pytest.raises(PowerCut):
            finished(folder, renewal, office, CuttingDisk(cut))
        assert isinstance(open_keystore(folder, PASSWORD), Keystore)
        finished(folder, renewal, office)
        keystore = open_keystore(folder, PASSWORD)
        assert isinstance(keystore, Keystore)
        assert (keystore.admission.certificate.serial, keystore.office_keys.version, keystore.card_keys.version) == (2, 2, 2)


def test_an_answer_may_be_given_again_but_not_after_a_later_one(tmp_path: Path, office: SmallOffice) -> None:
    request = begun(tmp_path)
    first, second = office.admit(request), office.admit(request)
    assert finished(tmp_path, first, office) == finished(tmp_path, first, office)
    assert isinstance(finished(tmp_path, second, office), Certificate)
    assert finished(tmp_path, first, office) is EnrolProblem.ANSWER_OUTDATED


@pytest.mark.parametrize("code", ["", "ABCD", show_code(CODE)[:-1] + "A"])
def test_a_mistyped_code_is_noticed_before_the_journey(tmp_path: Path, code: str) -> None:
    assert begin(tmp_path / "new", SEVEN, ENVIRONMENT, code, PASSWORD) is EnrolProblem.CODE_MISTYPED
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("password", ["", "elevensigns", "a\u0308" * 6])
def test_a_password_under_twelve_characters_is_refused(tmp_path: Path, password: str) -> None:
    assert begin(tmp_path / "new", SEVEN, ENVIRONMENT, show_code(CODE), password) is EnrolProblem.PASSWORD_SHORT
    assert not (tmp_path / "new").exists()


def test_keys_of_another_terminal_or_office_are_never_overwritten(tmp_path: Path) -> None:
    request = begun(tmp_path)
    for terminal, environment in ((TerminalId(8), ENVIRONMENT), (SEVEN, b"producti")):
        refused = begin(tmp_path, terminal, environment, show_code(CODE), PASSWORD, DISK, CHEAP)
        assert refused is EnrolProblem.OTHER_TERMINAL
    assert begun(tmp_path) == request


def test_a_wrong_password_or_loose_file_stops_both_steps(tmp_path: Path, office: SmallOffice) -> None:
    answer = office.admit(begun(tmp_path))
    wrong = "a wrong password"
    assert begin(tmp_path, SEVEN, ENVIRONMENT, show_code(CODE), wrong) is KeystoreProblem.WRONG_PASSWORD
    assert finish(tmp_path, answer, office.root.public.hex(), wrong) is KeystoreProblem.WRONG_PASSWORD
    (tmp_path / SECRETS).chmod(0o644)
    assert begin(tmp_path, SEVEN, ENVIRONMENT, show_code(CODE), PASSWORD) is KeystoreProblem.LOOSE_PERMISSIONS
    assert finished(tmp_path, answer, office) is KeystoreProblem.LOOSE_PERMISSIONS


def test_the_second_step_needs_the_first(tmp_path: Path, office: SmallOffice) -> None:
    assert finished(tmp_path, b"", office) is EnrolProblem.NOT_BEGUN


@pytest.mark.parametrize("root", ["", "xyz", "00", "01" + "00" * 31, "ff" * 32, "é"])
def test_a_mistyped_or_weak_root_key_is_refused(tmp_path: Path, office: SmallOffice, root: str) -> None:
    answer = office.admit(begun(tmp_path))
    assert finish(tmp_path, answer, root, PASSWORD) is EnrolProblem.ROOT_MISTYPED


def test_a_false_office_installs_nothing(tmp_path: Path, office: SmallOffice) -> None:
    request = begun(tmp_path)
    assert finished(tmp_path, SmallOffice(seed=2).admit(request), office) is EnrolProblem.ANSWER_OF_OTHER_OFFICE
    assert [path.name for path in tmp_path.iterdir()] == [SECRETS]
    certificate, office_keys, _ = unpack(office.admit(request))
    secrets = read_secrets(tmp_path, PASSWORD)
    assert not isinstance(secrets, KeystoreProblem)
    thief = SigningKey.from_seed(b"\x77" * 32)
    planted = seal_key_transfer(derive_keyring(bytes(32), 9), ENVIRONMENT, SEVEN, secrets.recipient.public, thief)
    assert finished(tmp_path, pack([certificate, office_keys, planted]), office) is EnrolProblem.ANSWER_OF_OTHER_OFFICE


def test_an_answer_for_another_device_is_refused(tmp_path: Path, office: SmallOffice) -> None:
    answer = office.admit(begun(tmp_path / "one"))
    begun(tmp_path / "two")
    assert finished(tmp_path / "two", answer, office) is EnrolProblem.ANSWER_FOR_OTHER_DEVICE
    own = unpack(office.admit(begun(tmp_path / "two")))
    mixed = pack([*own[:2], unpack(answer)[2]])
    assert finished(tmp_path / "two", mixed, office) is EnrolProblem.ANSWER_FOR_OTHER_DEVICE


def test_a_damaged_or_incomplete_answer_is_refused(tmp_path: Path, office: SmallOffice) -> None:
    answer = office.admit(begun(tmp_path))
    objects = unpack(answer)
    damaged = [b"", answer[:-1], answer + b"\x00", pack(objects[:2]), pack(objects[::-1]), pack([*objects, objects[0]])]
    for packet in damaged:
        assert finished(tmp_path, packet, office) is EnrolProblem.ANSWER_DAMAGED
    for place in range(0, len(answer), 23):
        bent = answer[:place] + bytes([answer[place] ^ 4]) + answer[place + 1 :]
        assert isinstance(finished(tmp_path, bent, office), EnrolProblem)
    assert not (tmp_path / ROOT).exists()


def test_a_pinned_root_key_is_not_replaced(tmp_path: Path, office: SmallOffice) -> None:
    request = begun(tmp_path)
    finished(tmp_path, office.admit(request), office)
    other = SmallOffice(seed=2)
    assert finished(tmp_path, other.admit(request), other) is EnrolProblem.OTHER_ROOT
    (tmp_path / ROOT).write_text("nonsense")
    assert finished(tmp_path, office.admit(request), office) is KeystoreProblem.DAMAGED
