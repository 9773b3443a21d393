"""What people at head office leave behind in a year, by the rows: lists, cases, jobs, published states, the audit."""

from __future__ import annotations

from protocol.instants import MS_PER_DAY, Instant, business_day
from protocol.link.tables import CardState
from server.audit import COLUMNS, START, chained
from server.database import database, run
from server.settlement.desk_jobs import JobState
from server.settlement.findings.cases import CaseKind
from server.usecases.members.words import FIRST_NUMBER
from server.usecases.proposals import ProposalKind
from tests.bench.chain.seed import BRANCHES, DESK, FIRST_CARD, FIRST_TERMINAL, TERMINALS

LOST_OF, CASES_OF, OPEN_OF, JOBS_OF, CLAIMS_OF, AUDIT_OF = 100, 50, 40, 5, 20, 20
DUES_OF, REPLACED_OF, SEEN_OF = 10, 100, 20
"""One card in so many is lost, one has a case; one case in so many is open; and so on."""
_TERMINAL = f"{FIRST_TERMINAL} + g %% {TERMINALS}"
_KINDS = (CaseKind.SHIFT_DIFFERENCE, CaseKind.VALUE_LOST, CaseKind.FORK, CaseKind.TOTALS, CaseKind.LISTED_USED)


def add_office_work(cards: int, members: int, now: Instant) -> None:
    """For so many cards and members."""
    start = Instant(now - 360 * MS_PER_DAY)
    _lists(cards, start)
    _cases(cards, f"{start} + g * 30000::bigint")
    _desks(cards, f"{start} + g * 3000::bigint")
    _money(cards, now, start)
    _members(now)
    _audit(members // AUDIT_OF, start)


def _lists(cards: int, start: Instant) -> None:
    lost = f"card %% {LOST_OF} = 7"
    run(f"UPDATE card_instance SET listed = %s WHERE {lost}", (int(CardState.LOST),))
    step = 355 * MS_PER_DAY // (cards // LOST_OF + 1)
    run(
        "INSERT INTO card_listing (card, instance, state, at, listed_by) SELECT card, instance, %s,"
        f" {start} + {step} * row_number() OVER (ORDER BY hashint8(card)), 'ann' FROM card_instance WHERE {lost} ORDER BY 4",
        (int(CardState.LOST),),
    )
    run(
        "INSERT INTO card_state (card, instance, key_version, hash, counter, balance, state, flags, row, version, state_version)"
        " SELECT i.card, i.instance, 1, substring(sha256(i.card::text::bytea) FROM 1 FOR 8), COALESCE(i.top_counter, 0),"
        " i.top_balance, i.listed, 0, '\\x00112233445566778899aabbccddeeff', 1 + i.card %% 50000, 1 FROM card_instance i"
    )


def _cases(cards: int, opened: str) -> None:
    run(
        "INSERT INTO states_version (version, hash, parts, part_bytes, known, key_version, issued_at) SELECT g, '', 0, 0, 0, 1,"
        f" {opened} FROM generate_series(1, %s) AS g",
        (cards // CASES_OF,),
    )
    kinds = ", ".join(str(int(kind)) for kind in _KINDS)
    is_open = f"g %% {OPEN_OF} = 0"
    run(
        "INSERT INTO case_file (kind, subject, detail, opened_at, card, instance, terminal, closed_at, closed_by, checked_by,"
        f" reason) SELECT (ARRAY[{kinds}])[1 + g %% {len(_KINDS)}], 'case ' || g, '2.00 less than before', {opened},"
        f" {FIRST_CARD} + g * {CASES_OF}, 0, {_TERMINAL}, CASE WHEN {is_open} THEN NULL ELSE {opened} + {MS_PER_DAY} END,"
        f" CASE WHEN {is_open} THEN '' ELSE 'bob' END, '', '' FROM generate_series(1, %s) AS g",
        (cards // CASES_OF - 1,),
    )
    run(
        "INSERT INTO proposal (kind, content, hash, reason, maker, made_at, expires_at, checker, decided_at, approved)"
        f" SELECT '{ProposalKind.CLOSE_CASE.value}', '{{}}', '', 'counted again', 1, {opened}, {opened} + {MS_PER_DAY}, 2,"
        f" {opened} + 60000, TRUE FROM generate_series(1, %s) AS g",
        (cards // CASES_OF - 1,),
    )


def _desks(cards: int, ordered: str) -> None:
    run(
        "INSERT INTO desk_job (number, terminal, kind, card, instance, content, sold, member, ordered_by, ordered_at, expires_at,"
        f" state, reason, changed_at, closed_at) SELECT g, CASE WHEN g %% 3 = 0 THEN {DESK} ELSE {_TERMINAL} END, 8,"
        f" {FIRST_CARD} + g * {JOBS_OF}, 0, '{{}}', TRUE, {FIRST_NUMBER} + g * {JOBS_OF}, 'Ann', {ordered},"
        f" {ordered} + {MS_PER_DAY}, {JobState.VERIFIED:d}, 0, {ordered}, {ordered} FROM generate_series(1, %s) AS g",
        (cards // JOBS_OF - 1,),
    )
    run(
        "INSERT INTO card_sighting (card, instance, counter, terminal, lineage, sequence, record) SELECT"
        f" {FIRST_CARD} + g * {SEEN_OF}, 0, 1, {_TERMINAL}, 1, g, '' FROM generate_series(1, %s) AS g",
        (cards // SEEN_OF - 1,),
    )


def _money(cards: int, now: Instant, start: Instant) -> None:
    at = f"{start} + g * 30000::bigint"
    run(
        "INSERT INTO claim (id, card, instance, reason, amount, last_day, source, cause, maker, checker, made_at, terminal,"
        f" holder, returned_at) SELECT g, {FIRST_CARD} + g * {CLAIMS_OF}, 0, 1, 500, {business_day(now, 0) + 30}, '',"
        f" 'cause ' || g, 'ann', 'bob', {at}, {_TERMINAL}, 'card', NULL FROM generate_series(1, %s) AS g",
        (cards // CLAIMS_OF - 1,),
    )
    run(
        "INSERT INTO dues (id, card, instance, branch, deposit, fee, charged, kept, cause, booked_by, day, at) SELECT g,"
        f" {FIRST_CARD} + g * {DUES_OF}, 0, 1 + g %% {BRANCHES}, 500, 0, 0, 0, 'paid ' || g, 'ann', {business_day(start, 0)} +"
        f" g %% 360, {at} FROM generate_series(1, %s) AS g",
        (cards // DUES_OF - 1,),
    )
    run(
        "INSERT INTO card_replacement (card, instance, why, desk, maker, checker, at, last_day, complete) SELECT"
        f" {FIRST_CARD} + g * {REPLACED_OF}, 0, 'lost', {DESK}, 'ann', 'bob', {at}, {business_day(now, 0)}, TRUE"
        " FROM generate_series(1, %s) AS g",
        (cards // REPLACED_OF - 1,),
    )


def _members(now: Instant) -> None:
    run("INSERT INTO member_field (name, kind, required, choices, place, active) VALUES ('Drink', 0, FALSE, '', 1, TRUE)")
    run("INSERT INTO member_value (member, field, value) SELECT id, 1, 'tea' FROM member WHERE id %% 2 = 0")
    run("INSERT INTO member_photo (member, jpeg, taken_at) SELECT id, '', %s FROM member WHERE id %% 10 = 0", (now,))


def _audit(count: int, start: Instant) -> None:
    """A change of so many members, chained as the audit is."""
    before, rows = START, []
    for number in range(1, count + 1):
        about = f"member {FIRST_NUMBER + number * AUDIT_OF}"
        entry = (number, start + number, None, "ann", "", "10.0.0.1", "member changed", about, '{"mobile":""}', "{}", "")
        before = chained(before, entry)
        rows.append((*entry, before))
    columns = ", ".join(["%s"] * 12)
    with database.connection().cursor() as cursor:
        cursor.executemany(f"INSERT INTO audit ({COLUMNS}) VALUES ({columns})", rows)
