"""Defects of what is written on cards, and in which order."""

from __future__ import annotations

from tests.defects.defect import CARD, CRASH, Defect

STEPS = "terminal/sale/card_steps.py"
PURSE = "terminal/purse/purse.py"
RING = "protocol/card/ring.py"
MIFARE = "protocol/card/procedures_mifare.py"
SLE = "protocol/card/procedures_sle4442.py"

DEFECTS = (
    Defect(
        "two slots instead of three",
        ("I9",),
        RING,
        "    return counter % SLOTS\n",
        "    return counter % 2\n",
        ("tests/terminal/test_double_faults.py", f"{CARD}/test_ring.py"),
    ),
    Defect(
        "write in place",
        ("I9", "I11"),
        RING,
        "    return counter % SLOTS\n",
        "    return 0\n",
        (CRASH.format(sales=0, follow_up="same"),),
    ),
    Defect(
        "counter rises by two",
        ("I8",),
        RING,
        "counter=before.counter + 1,",
        "counter=before.counter + 2,",
        (f"{CARD}/test_ring.py",),
    ),
    Defect(
        "balance ignores the amount",
        ("I4",),
        RING,
        "balance=before.balance + change.amount,",
        "balance=before.balance,",
        (f"{CARD}/test_ring.py",),
    ),
    Defect(
        "day bucket from the clock only",
        ("I14",),
        RING,
        "day = BusinessDay(max(before.day, change.day))",
        "day = change.day",
        (f"{CARD}/test_ring.py",),
    ),
    Defect(
        "record in the wrong slot counts",
        ("I9",),
        RING,
        "if slot_of(record.counter) == slot and authentic(slot, record):",
        "if authentic(slot, record):",
        (f"{CARD}/test_ring.py",),
    ),
    Defect(
        "MAC block first",
        ("I11",),
        MIFARE,
        "        yield from _write_blocks(dict(zip(layout.data_blocks(sector), layout.blocks_of(data), strict=True)))",
        "        parts = zip(layout.data_blocks(sector), layout.blocks_of(data), strict=True)\n"
        "        yield from _write_blocks(dict(reversed(list(parts))))",
        (f"{CARD}/test_procedures_mifare.py",),
    ),
    Defect(
        "MAC bytes first",
        ("I11",),
        "protocol/card/layout_sle4442.py",
        "return changes(address, old, between) + changes_mac_last(address, between, new)",
        "return changes(address, old, between) + changes_mac_last(address, between, new)[::-1]",
        (f"{CARD}/test_procedures_sle4442.py",),
    ),
    Defect(
        "verify without new selection",
        ("I13", "I15"),
        MIFARE,
        '    """Read slots again after a new selection."""\n    yield RESELECT\n',
        '    """Read slots again after a new selection."""\n',
        (f"{CARD}/test_procedures_mifare.py",),
    ),
    Defect(
        "no read-back",
        ("I15",),
        PURSE,
        "            same = converse(verify_record(session.image, record, session.dialect, self._keys), session.connection)",
        "            same = True",
        (CRASH.format(sales=0, follow_up="same"),),
    ),
    Defect(
        "no scrub",
        ("I12",),
        PURSE,
        "        slots = session.chain.spare_slots\n",
        "        slots: tuple[int, ...] = ()\n",
        ("tests/terminal/test_double_faults.py",),
    ),
    Defect(
        "LATE without CONFIRM",
        ("I13",),
        STEPS,
        "        return _confirm(want, view, verdict)\n",
        "        lates = tuple(Late(old, old) for old in verdict.proven)\n"
        "        return Step(Cancelling(want, ()), (WriteOutcome(lates),))\n",
        ("tests/terminal/sale/test_doubts.py",),
    ),
    Defect(
        "security code presented unasked",
        ("I9",),
        SLE,
        "    return None if counter == layout.FULL_COUNTER else Foreign.CODE_DAMAGED\n",
        "    return None\n",
        (f"{CARD}/test_procedures_sle4442.py",),
    ),
    Defect(
        "load made with everybody's key",
        ("I4",),
        "protocol/card/keys.py",
        "        if record.kind not in CREDIT_KINDS:\n            return replace(",
        "        if record.kind not in CREDIT_KINDS or self._load is None:\n            return replace(",
        (f"{CARD}/test_keys.py",),
    ),
    Defect(
        "MAC without the slot",
        ("I9",),
        "protocol/card/keys.py",
        "+ bytes([slot]) + record.signed",
        "+ record.signed",
        (f"{CARD}/test_keys.py", f"{CARD}/test_spec.py"),
    ),
    Defect(
        "listed by member instead of instance",
        ("I25",),
        "protocol/card/keys.py",
        'b"TALLYCARD-LIST" + card.number.to_bytes(8, "big") + card.instance.to_bytes(2, "big"))[:8]',
        'b"TALLYCARD-LIST" + card.number.to_bytes(8, "big"))[:8]',
        (f"{CARD}/test_keys.py", f"{CARD}/test_spec.py"),
    ),
)
