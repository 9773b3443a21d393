"""Where new batches are stored and acknowledged, in the order of arrival, in one transaction with their booking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from protocol.ids import Reference
from protocol.link.ack import Ack, ResultClass, encode_ack
from protocol.link.batch import BatchHeader
from protocol.link.conversation import Admit, Refuse, StoreBatch
from protocol.link.entries import Intent
from protocol.link.seal import Purpose, key_id
from protocol.link.sums import Sums, cash_only
from protocol.link.violations import Reason
from server.settlement import evidence
from server.settlement.cards.booking import book
from server.settlement.evidence import Stored
from server.settlement.findings.cases import CaseKind, NewCase, open_cases
from server.settlement.findings.revoked import after_revocation
from server.settlement.journals import store_places
from server.settlement.office import Office, store_certificate
from server.settlement.prior import Prior
from server.settlement.reading import Arrival, NewBatch, Reading


class BookingFailed(Exception):
    """What was brought can be stored, but not booked."""


class Desk:
    """Takes the verdicts of one transaction. `prior` is about all that may be stored in it; `booked`: book them too."""

    def __init__(self, office: Office, prior: Prior, booked: bool) -> None:
        self._office, self._now, self._booked, self._prior = office, office.now, booked, prior
        self._known, self._journals = prior.acks, prior.journals
        self._cases: list[NewCase] = []
        self._held: list[tuple[Stored, Reading, Mapping[int, bytes]]] = []
        self._arrivals: list[Arrival] = []

    def admit(self, verdict: Admit) -> None:
        """Keep a certificate."""
        store_certificate(verdict.certificate, verdict.sealed)
        self._office.memory.certificates.pop(key_id(verdict.certificate.sign_public), None)

    def store(self, new: NewBatch) -> bytes:
        """The acknowledgement of a batch: the one that these bytes got before, or a new one."""
        verdict, header = new.verdict, new.reading.batch.header
        known = self._known.get((header.terminal, header.number), {})
        if verdict.batch_hash in known:
            return known[verdict.batch_hash]
        if known:
            subject = f"terminal {header.terminal} batch {header.number}"
            detail = "stored with other bytes too: the journal was copied or put back"
            self._cases.append(NewCase(CaseKind.BATCH_CONFLICT, subject, detail, terminal=header.terminal))
        return self._store_new(verdict, new.reading)

    def refuse(self, verdict: Refuse) -> bytes:
        """Keep the bytes, if there are any."""
        if verdict.sealed:
            evidence.quarantine(verdict.refusal.reason.name, verdict.sealed, self._now)
        if verdict.refusal.reason is Reason.REVOKED and (case := after_revocation(verdict.sealed, self._office)):
            self._cases.append(case)
        return self._office.refuse(verdict.refusal)

    def close(self) -> None:
        """Store what is still held, and book everything that came. Raises BookingFailed: then nothing may stay."""
        self._insert()
        store_places(self._journals)
        open_cases(self._cases, self._now)
        if not self._booked or not self._arrivals:
            return
        try:
            book(self._arrivals, self._office.utc_offset_minutes)
        except Exception as error:
            raise BookingFailed from error

    def _store_new(self, verdict: StoreBatch, reading: Reading) -> bytes:
        batch, header = verdict.batch, verdict.batch.header
        said = self._first_said(header)
        results = evidence.judge_keys(batch, said)
        sums, complete = evidence.own_sums(reading, self._intents)
        place, cases = self._journals.advance(batch)
        ack = Ack(
            terminal=header.terminal,
            batch_number=header.number,
            batch_hash=verdict.batch_hash,
            count=header.count,
            sums=sums,
            contiguous_batch=place.batch,
            contiguous_sequence=place.sequence,
            expected_head=place.head,
            server_time=self._now,
            results=results,
            waiting=self._prior.versions,
        )
        sealed_ack = self._office.sign(Purpose.ACK, encode_ack(ack))
        self._known.setdefault((header.terminal, header.number), {})[verdict.batch_hash] = sealed_ack
        newest = self._office.memory.newest
        newest[header.terminal] = max(header.number, newest.get(header.terminal, 0))
        self._held.append((Stored(batch, verdict.batch_hash, verdict.sealed, sealed_ack, self._now, self._booked), reading, said))
        self._cases.extend(cases)
        self._judge_content(verdict, results, sums, complete)
        return sealed_ack

    def _judge_content(self, verdict: StoreBatch, results: evidence.Results, sums: Sums, complete: bool) -> None:
        batch, header = verdict.batch, verdict.batch.header
        for sequence, result in results:
            if result is ResultClass.KEY_CONFLICT:
                subject = f"{header.terminal}-{header.lineage:08x}-{sequence}"
                self._cases.append(
                    NewCase(
                        CaseKind.KEY_CONFLICT, subject, f"batch {header.number} says something else", terminal=header.terminal
                    )
                )
                data = batch.entries[sequence - header.first_sequence]
                evidence.quarantine(f"KEY_CONFLICT {subject}", data, self._now)
        if cash_only(sums) != cash_only(header.sums) or (complete and sums != header.sums):
            subject = f"terminal {header.terminal} batch {header.number}"
            self._cases.append(
                NewCase(CaseKind.TOTALS, subject, "the sums in the header are not those of the entries", terminal=header.terminal)
            )

    def _first_said(self, header: BatchHeader) -> Mapping[int, bytes]:
        """What earlier batches said at the places of this one; asked only where there are any."""
        held = any(stored.batch.header.overlaps(header) for stored, _, _ in self._held)
        if not held and (header.terminal, header.number) not in self._prior.overlapping:
            return {}
        self._insert()
        return evidence.first_said(header)

    def _intents(self, references: Iterable[Reference]) -> dict[Reference, Intent]:
        """Stored intents; what is held counts as stored."""
        wanted = list(references)
        if wanted:
            self._insert()
        return evidence.intents_named(wanted)

    def _insert(self) -> None:
        """Bring what is held into the table: whoever asks the evidence must find it there."""
        numbers = evidence.insert_batches([stored for stored, _, _ in self._held])
        for number, (stored, reading, said) in zip(numbers, self._held, strict=True):
            self._arrivals.append(Arrival(number, reading, said, stored.received_at))
        self._held = []
