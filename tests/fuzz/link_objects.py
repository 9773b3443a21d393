"""Bodies of signed objects, as they are read once the signature holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from protocol.link import chain
from protocol.link.ack import decode_ack, encode_ack
from protocol.link.baskets import gather
from protocol.link.batch import batch_bytes, cash_sums, decode_batch, encode_batch, read_header
from protocol.link.bundles import decode_keyring, decode_server_keys, encode_keyring, encode_server_keys
from protocol.link.card_states import ROW_BYTES, each_row, row_of, rows_fault, state_row
from protocol.link.certificate import decode_certificate, encode_certificate
from protocol.link.codec import decode_entry, encode_entry, entry_bytes
from protocol.link.jobs import decode_jobs, encode_jobs
from protocol.link.office_keys import decode_office_keys, encode_office_keys
from protocol.link.poll import decode_poll, encode_poll
from protocol.link.refusal import decode_refusal, encode_refusal
from protocol.link.seal import BODY_BYTES_MAX
from protocol.link.snapshot import decode_delta, decode_part, encode_delta, encode_part
from protocol.link.table_codec import KIND_OF_TABLE, decode_table, encode_table
from protocol.link.tables import CardState, TableKind
from protocol.link.violations import TheirViolation
from protocol.link.wire import Reader, text_fault
from tests.fuzz.target import Target, decoded, may_be_said, one_encoding, refused
from tests.support.link_examples import BATCH

HEAD_AFTER = slice(84, 116)
"""Where the head after the entries stands in a batch (SPEC 4)."""


def check_entry(data: bytes) -> None:
    """An entry may be nonsense; judging it for sense never breaks either."""
    found = decoded(decode_entry, entry_bytes, data)
    if found is not None:
        may_be_said(partial(encode_entry, found))


def check_batch(data: bytes) -> None:
    """With the chain mended, so that what lies behind it is reached; judged for sense as head office does."""
    found = decoded(decode_batch, batch_bytes, _with_whole_chain(data))
    if found is None:
        return
    bodies = [said.body for _, said in found.decoded()]
    assert len(gather(bodies)) == len(bodies)
    cash_sums(bodies)
    may_be_said(partial(encode_batch, found))


def _with_whole_chain(data: bytes) -> bytes:
    """The same bytes with the head that their entries lead to, where they can be read so far."""
    return refused(TheirViolation, lambda: _mended(data)) or data


def _mended(data: bytes) -> bytes:
    header = read_header(data)
    reader = Reader(data[len(_bare_header(data)) :])
    entries = [reader.blob(BODY_BYTES_MAX) for _ in range(header.count)]
    head = chain.run(header.head_before, header.first_sequence, entries)
    return data[: HEAD_AFTER.start] + head + data[HEAD_AFTER.stop :]


def _bare_header(data: bytes) -> bytes:
    """The bytes of the header alone: those of a batch of as many empty entries, less these."""
    header = read_header(data)
    blank = (b"",) * header.count
    head = chain.run(header.head_before, header.first_sequence, blank)
    return batch_bytes(replace(BATCH, header=replace(header, head_after=head), entries=blank))[: -header.count]


def check_rows(data: bytes) -> None:
    """Rows that pass say what they said, and are made again of the same bytes."""
    rows = data[: len(data) // ROW_BYTES * ROW_BYTES]
    assert (rows_fault(data) is None) <= (rows == data)
    if rows_fault(rows) is not None:
        return
    for raw in each_row(rows):
        assert isinstance(row_of(raw).state, CardState)
        assert state_row(row_of(raw)) == raw


def check_text(data: bytes) -> None:
    """A text that is read has no fault."""
    text = refused(TheirViolation, lambda: Reader(data).text())
    assert text is None or text_fault(text) is None


def _table(kind: TableKind) -> Callable[[bytes], object]:
    check = one_encoding(decode_table, encode_table)
    return lambda data: check(bytes([kind]) + data)


TARGETS = (
    Target("entry", check_entry),
    Target("batch", check_batch, largest=4_096, share=40),
    Target("ack", one_encoding(decode_ack, encode_ack), share=200),
    Target("refusal", one_encoding(decode_refusal, encode_refusal), share=300),
    Target("poll", one_encoding(decode_poll, encode_poll), share=200),
    Target("certificate", one_encoding(decode_certificate, encode_certificate), share=200),
    Target("office_keys", one_encoding(decode_office_keys, encode_office_keys), share=300),
    Target("jobs", one_encoding(decode_jobs, encode_jobs)),
    Target("keyring", one_encoding(decode_keyring, encode_keyring), largest=128, share=400),
    Target("server_keys", one_encoding(decode_server_keys, encode_server_keys), largest=256, share=400),
    *(Target(f"table_{kind.name.lower()}", _table(kind), share=60) for kind in KIND_OF_TABLE.values()),
    Target("card_states", check_rows, largest=512),
    Target("snapshot_part", one_encoding(decode_part, encode_part), largest=512),
    Target("delta", one_encoding(decode_delta, encode_delta), largest=512),
    Target("text", check_text, largest=256, share=200),
)
