"""Readers differ in a few bytes: which, is decided by the reader's name alone, never by trying (SPEC 8.1).

Sources: ACS ACR1252 and ACR128 reference manuals; Identiv uTrust 3720 and SCL3711 manuals;
HID OMNIKEY 5x21 samples and PLT-03099 (contact readers of the AViatoR family).
"""

from __future__ import annotations

from dataclasses import dataclass

from protocol.card import apdu

KEY_A = 0x60
KEY_B = 0x61


@dataclass(frozen=True, slots=True)
class Dialect:
    """The bytes that differ.

    `key_structure` is P1 of LOAD KEY. `load_places` and `use_places` name the place of key A and of key B in LOAD
    KEY and in AUTHENTICATE. `counter_at` is the index of the error counter in the answer to `read_counter`.
    """

    name: str
    key_structure: int = 0x00
    load_places: tuple[int, int] = (0x00, 0x00)
    use_places: tuple[int, int] = (0x00, 0x00)
    read_counter: bytes = apdu.READ_ERROR_COUNTER
    counter_at: int = 0
    code_right: int = apdu.CODE_RIGHT
    write_instruction: int = 0xD0
    change_instruction: int = 0xD2
    change_address: int = 0x01
    change_names_old: bool = False

    def load_key(self, key_type: int, key: bytes) -> bytes:
        """LOAD KEY for a key that will be used as key A or key B."""
        return apdu.load_key(self.key_structure, self.load_places[key_type == KEY_B], key)

    def authenticate(self, block: int, key_type: int) -> bytes:
        """AUTHENTICATE with the key that was loaded last for this type."""
        return apdu.authenticate(block, key_type, self.use_places[key_type == KEY_B])

    def write_memory(self, address: int, data: bytes) -> bytes:
        """Write the main memory of an SLE4442."""
        return apdu.write_memory(self.write_instruction, address, data)

    def change_code(self, old: bytes, new: bytes) -> bytes:
        """Replace the security code of an SLE4442."""
        codes = old + new if self.change_names_old else new
        return apdu.change_code(self.change_instruction, self.change_address, codes)


ACS = Dialect("ACS")
"""ACR122U, ACR1252, AET62, ACR38U-CCID, ACR39U: volatile key in place 0."""
ACR128 = Dialect("ACR128", load_places=(0x20, 0x20), use_places=(0x20, 0x20))
"""ACR128U, ACR1281U, ACR1283: place 20h is the session key; the others would wear the reader's memory."""
IDENTIV = Dialect("Identiv", load_places=(KEY_A, KEY_B), use_places=(0x01, 0x01))
"""Identiv and SCM: LOAD KEY names the type of the key, AUTHENTICATE key number 1."""
OMNIKEY = Dialect(
    "OMNIKEY",
    key_structure=0x20,
    read_counter=bytes.fromhex("ff70076b07a605a00331000000"),
    counter_at=-1,
    code_right=apdu.OK,
    write_instruction=0xD6,
    change_instruction=0x21,
    change_address=0x00,
    change_names_old=True,
)
"""HID: the error counter comes by the raw chip command 31h in a vendor frame; a wrong code answers `63Cx`.

If a model frames that answer otherwise, the counter does not read as 7 and no code is ever presented.
"""

_BY_NAME = (
    ("ACR128", ACR128),
    ("OMNIKEY", OMNIKEY),
    ("IDENTIV", IDENTIV),
    ("SCM MICRO", IDENTIV),
    ("UTRUST", IDENTIV),
    ("SCL3711", IDENTIV),
    ("SDI011", IDENTIV),
)


def dialect_for(reader_name: str) -> Dialect:
    """The dialect of a PC/SC reader name; ACS for a name that is not known."""
    name = reader_name.upper()
    return next((dialect for part, dialect in _BY_NAME if part in name), ACS)
