"""Defects of what terminals and head office say to each other."""

from __future__ import annotations

from tests.defects.defect import LINK, Defect

SEAL = "protocol/link/seal.py"
CONVERSATION = "protocol/link/conversation.py"

DEFECTS = (
    Defect(
        "label missing in signature",
        ("I25",),
        SEAL,
        '    label = b"tallycard/" + purpose.name.lower().encode() + b"/" + environment\n',
        '    label = b""\n',
        (f"{LINK}/test_seal.py",),
    ),
    Defect(
        "environment missing in signature",
        ("I25",),
        SEAL,
        '+ purpose.name.lower().encode() + b"/" + environment\n',
        "+ purpose.name.lower().encode()\n",
        (f"{LINK}/test_seal.py",),
    ),
    Defect(
        "identity public key accepted",
        ("I23",),
        SEAL,
        "SMALL_ORDER_Y = frozenset({0, 1, FIELD_PRIME - 1, _ORDER_8, FIELD_PRIME - _ORDER_8})",
        "SMALL_ORDER_Y = frozenset({0, FIELD_PRIME - 1, _ORDER_8, FIELD_PRIME - _ORDER_8})",
        (f"{LINK}/test_seal.py",),
    ),
    Defect(
        "trailing bytes accepted",
        ("I6",),
        "protocol/link/wire.py",
        "        if self.left:\n            raise",
        "        if self.left > 8:\n            raise",
        (f"{LINK}/test_wire.py",),
    ),
    Defect(
        "a second form of a number accepted",
        ("I6",),
        "protocol/link/wire.py",
        "            if place == 0 and byte == 0x80:\n",
        "            if False:\n",
        (f"{LINK}/test_wire.py",),
    ),
    Defect(
        "accept lower table version",
        ("I25",),
        CONVERSATION,
        "            if table.version <= side.versions.get(table.kind, 0):\n",
        "            if table.version == side.versions.get(table.kind, 0):\n",
        (f"{LINK}/test_conversation.py", f"{LINK}/test_conversation_on_bad_lines.py"),
    ),
    Defect(
        "accept lower snapshot version",
        ("I25",),
        "protocol/link/snapshot.py",
        "    version = part.stamp.version\n    if version <= held.version:\n",
        "    version = part.stamp.version\n    if version == held.version:\n",
        (f"{LINK}/test_snapshot.py",),
    ),
    Defect(
        "a delta lies on any base",
        ("I25",),
        "protocol/link/snapshot.py",
        "    if (delta.base_version, delta.base_hash) != (held.version, held.hash):\n",
        "    if delta.base_version != held.version:\n",
        (f"{LINK}/test_snapshot.py",),
    ),
    Defect(
        "leases of another terminal are installed",
        ("I27",),
        CONVERSATION,
        "            if isinstance(table.table, LeaseTable | DeskOrders) and table.table.terminal != side.terminal:\n",
        "            if False:\n",
        (f"{LINK}/test_conversation.py",),
    ),
    Defect(
        "accept lower version of the office's keys",
        ("I25",),
        CONVERSATION,
        "            if keys.version <= side.keys.version:\n",
        "            if keys.version == side.keys.version:\n",
        (f"{LINK}/test_conversation.py",),
    ),
    Defect(
        "a certificate is good for ever",
        ("I25",),
        CONVERSATION,
        "    if not certificate.valid_from <= office.now <= certificate.valid_until + COLLECTION_MS:\n",
        "    if not certificate.valid_from <= office.now:\n",
        (f"{LINK}/test_conversation.py",),
    ),
    Defect(
        "a stored batch is stored again",
        ("I24",),
        CONVERSATION,
        "    return StoreBatch(certificate, read(opened), data, identity) if ack is None else RepeatAck(ack)",
        "    return StoreBatch(certificate, read(opened), data, identity)",
        (f"{LINK}/test_conversation.py",),
    ),
    Defect(
        "a batch is refused for what its entries mean",
        ("I23",),
        "protocol/link/batch.py",
        "        for data in batch.entries:\n            decode_entry(data)\n        return batch\n",
        "        if fault := _content_fault(batch):\n"
        "            raise TheirViolation(Reason.INCONSISTENT, fault)\n        return batch\n",
        (f"{LINK}/test_batch.py",),
    ),
    Defect(
        "a revoked certificate serves on",
        ("I23",),
        CONVERSATION,
        "    if office.is_revoked(certificate.serial):\n",
        "    if False:\n",
        (f"{LINK}/test_conversation.py",),
    ),
    Defect(
        "a terminal speaks for another",
        ("I6",),
        CONVERSATION,
        "    if terminal != certificate.terminal:\n",
        "    if False:\n",
        (f"{LINK}/test_conversation.py",),
    ),
)
