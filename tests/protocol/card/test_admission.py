from dataclasses import replace

from protocol.card.admission import admit, sealed_identity
from protocol.card.conversation import Foreign
from protocol.card.keys import derive_keyring
from tests.protocol.card.samples import ISSUER, KEYS, MASTER, MIFARE_UID, identity

OURS = identity(MIFARE_UID)


def test_a_static_part_of_ours_on_its_own_chip_is_admitted() -> None:
    assert admit(OURS.pack(), MIFARE_UID, KEYS, ISSUER) == OURS
    assert admit(OURS.pack(), MIFARE_UID, KEYS, None) == OURS


def test_a_blank_or_unknown_static_part_is_not_ours() -> None:
    for raw in (bytes(48), b"\xff" * 48, b"\x02" + OURS.pack()[1:]):
        assert admit(raw, MIFARE_UID, KEYS, ISSUER) is Foreign.NOT_OURS


def test_another_issuer_is_not_ours_even_before_its_keys_are_asked() -> None:
    assert admit(OURS.pack(), MIFARE_UID, KEYS, b"ELSE") is Foreign.NOT_OURS
    other = replace(OURS, issuer=b"ELSE", key_version=9)
    assert admit(other.pack(), MIFARE_UID, KEYS, ISSUER) is Foreign.NOT_OURS


def test_a_key_version_that_is_not_held_is_said_as_such() -> None:
    assert admit(OURS.pack(), MIFARE_UID, derive_keyring(MASTER, 8), ISSUER) is Foreign.KEY_VERSION_UNKNOWN


def test_a10_a_static_part_copied_to_another_chip_is_refused() -> None:
    assert admit(OURS.pack(), bytes.fromhex("deadbeee"), KEYS, ISSUER) is Foreign.BAD_IDENTITY


def test_a_changed_static_part_is_refused() -> None:
    changed = replace(OURS, card_class=OURS.card_class.__class__(9))
    assert admit(changed.pack(), MIFARE_UID, KEYS, ISSUER) is Foreign.BAD_IDENTITY
    assert admit(sealed_identity(KEYS, MIFARE_UID, changed).pack(), MIFARE_UID, KEYS, ISSUER) != Foreign.BAD_IDENTITY
