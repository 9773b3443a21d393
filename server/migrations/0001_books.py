"""The first tables, and the triggers that keep evidence and transfers as they are."""

from __future__ import annotations

from typing import Any

from peewee import PostgresqlDatabase

TABLES = """
CREATE TABLE stored_batch (
    id {serial}, terminal INTEGER NOT NULL, number BIGINT NOT NULL, lineage BIGINT NOT NULL, first_sequence BIGINT NOT NULL,
    count INTEGER NOT NULL, hash {blob} NOT NULL, sealed {blob} NOT NULL, ack {blob} NOT NULL, received_at BIGINT NOT NULL,
    booked BOOLEAN NOT NULL);
CREATE UNIQUE INDEX stored_batch_terminal_number_hash ON stored_batch (terminal, number, hash);
CREATE INDEX stored_batch_place ON stored_batch (terminal, lineage, first_sequence);
CREATE INDEX stored_batch_booked ON stored_batch (booked);
CREATE INDEX stored_batch_received_at ON stored_batch (received_at);

CREATE TABLE quarantine (
    id {serial}, hash {blob} NOT NULL, reason TEXT NOT NULL, data {blob} NOT NULL, received_at BIGINT NOT NULL);
CREATE UNIQUE INDEX quarantine_hash ON quarantine (hash);

CREATE TABLE account (
    id {serial}, kind SMALLINT NOT NULL, number BIGINT NOT NULL, part INTEGER NOT NULL, balance BIGINT NOT NULL,
    counter BIGINT, record BIGINT, ring {blob}) {half_full};
CREATE UNIQUE INDEX account_name ON account (kind, number, part);

CREATE TABLE transfer (
    lineage BIGINT NOT NULL, sequence BIGINT NOT NULL, terminal INTEGER NOT NULL, code SMALLINT NOT NULL,
    leg SMALLINT NOT NULL, debit INTEGER NOT NULL, credit INTEGER NOT NULL, amount BIGINT NOT NULL CHECK (amount > 0),
    booked_at BIGINT NOT NULL, business_day INTEGER NOT NULL, CHECK (debit <> credit),
    PRIMARY KEY (terminal, lineage, sequence, code, leg)) {by_key};

CREATE TABLE tally (
    business_day INTEGER NOT NULL, terminal INTEGER NOT NULL, code SMALLINT NOT NULL, debit INTEGER NOT NULL,
    credit INTEGER NOT NULL, facts BIGINT NOT NULL, amount BIGINT NOT NULL,
    PRIMARY KEY (business_day, terminal, code, debit, credit)) {by_key};
CREATE TABLE untallied (
    id {serial}, business_day INTEGER NOT NULL, terminal INTEGER NOT NULL, code SMALLINT NOT NULL, debit INTEGER NOT NULL,
    credit INTEGER NOT NULL, facts INTEGER NOT NULL, amount BIGINT NOT NULL, lineage BIGINT, sequence BIGINT);
CREATE TABLE told_line (
    id {serial}, terminal INTEGER NOT NULL, lineage BIGINT NOT NULL, sequence BIGINT NOT NULL, line SMALLINT NOT NULL,
    business_day INTEGER NOT NULL, at BIGINT NOT NULL, code SMALLINT NOT NULL, tender SMALLINT NOT NULL, operator INTEGER,
    card BIGINT, instance INTEGER, card_class INTEGER, item BIGINT, category INTEGER, owner BIGINT, quantity INTEGER NOT NULL,
    amount BIGINT NOT NULL, moved BIGINT NOT NULL);
CREATE INDEX told_line_day ON told_line (business_day, at, id);
CREATE INDEX told_line_card ON told_line (card, instance, business_day, at, id);
CREATE UNIQUE INDEX told_line_place ON told_line (terminal, lineage, sequence, line);
CREATE TABLE card_overdrawn (card BIGINT NOT NULL, instance INTEGER NOT NULL, PRIMARY KEY (card, instance)) {by_key};
CREATE TABLE told_mark (id SMALLINT NOT NULL PRIMARY KEY, batch INTEGER NOT NULL);

CREATE TABLE act (
    id {serial}, after_batch INTEGER NOT NULL, at BIGINT NOT NULL, kind SMALLINT NOT NULL, data {blob} NOT NULL);
CREATE INDEX act_after_batch ON act (after_batch);

CREATE TABLE card_instance (
    card BIGINT NOT NULL, instance INTEGER NOT NULL, card_class INTEGER, issued INTEGER, valid_from INTEGER,
    valid_until INTEGER, medium SMALLINT, uid {blob}, listed SMALLINT NOT NULL, settled BIGINT,
    settled_balance BIGINT NOT NULL, top_counter BIGINT, top_balance BIGINT NOT NULL,
    gap BIGINT NOT NULL, mismatch BIGINT NOT NULL, gap_since BIGINT, PRIMARY KEY (card, instance));
CREATE INDEX card_instance_listed ON card_instance (listed, card, instance);
CREATE INDEX card_instance_class ON card_instance (card_class, card, instance);

CREATE TABLE card_change (
    terminal INTEGER NOT NULL, lineage BIGINT NOT NULL, sequence BIGINT NOT NULL, card BIGINT NOT NULL,
    instance INTEGER NOT NULL, counter BIGINT NOT NULL, kind SMALLINT NOT NULL, amount BIGINT NOT NULL,
    before BIGINT NOT NULL, named_terminal INTEGER, named_lineage BIGINT, named_sequence BIGINT,
    business_day INTEGER NOT NULL, owners TEXT NOT NULL, undoes TEXT NOT NULL, declared BOOLEAN NOT NULL,
    cancelled BOOLEAN NOT NULL, abandoned BOOLEAN NOT NULL, recovered BOOLEAN NOT NULL,
    debits BIGINT, state SMALLINT NOT NULL, posting SMALLINT NOT NULL, legs INTEGER NOT NULL,
    PRIMARY KEY (terminal, lineage, sequence));
CREATE INDEX card_change_counter ON card_change (card, instance, counter);

CREATE TABLE card_sighting (
    card BIGINT NOT NULL, instance INTEGER NOT NULL, counter BIGINT NOT NULL, terminal INTEGER NOT NULL,
    lineage BIGINT NOT NULL, sequence BIGINT NOT NULL, record {blob} NOT NULL,
    PRIMARY KEY (card, instance, counter, terminal, lineage, sequence));

CREATE TABLE early_word (
    terminal INTEGER NOT NULL, lineage BIGINT NOT NULL, sequence BIGINT NOT NULL, word SMALLINT NOT NULL,
    PRIMARY KEY (terminal, lineage, sequence, word));

CREATE TABLE case_file (
    id {serial}, kind SMALLINT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL, opened_at BIGINT NOT NULL,
    card BIGINT, instance INTEGER, terminal INTEGER, closed_at BIGINT, closed_by TEXT NOT NULL, checked_by TEXT NOT NULL,
    reason TEXT NOT NULL);
CREATE UNIQUE INDEX case_file_subject ON case_file (kind, subject);
CREATE INDEX case_file_closed_at_kind ON case_file (closed_at, kind);
CREATE INDEX case_file_card_instance ON case_file (card, instance);
CREATE INDEX case_file_terminal ON case_file (terminal);

CREATE TABLE item (
    code BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL, category INTEGER NOT NULL,
    owner INTEGER NOT NULL, uses SMALLINT NOT NULL, retired_at BIGINT);
CREATE INDEX item_category_code ON item (category, code);
CREATE INDEX item_owner_code ON item (owner, code);
CREATE TABLE item_price (
    id {serial}, item BIGINT NOT NULL, from_day INTEGER NOT NULL, mills BIGINT, set_at BIGINT NOT NULL,
    set_by TEXT NOT NULL);
CREATE INDEX item_price_item_from_day_id ON item_price (item, from_day, id);
CREATE INDEX item_price_from_day ON item_price (from_day);
CREATE TABLE category (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, parent INTEGER);
CREATE TABLE owner (
    id BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, commission_bp INTEGER NOT NULL, payee TEXT NOT NULL);
CREATE TABLE member_class (
    id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, discount_bp INTEGER NOT NULL, groups BIGINT NOT NULL,
    floor BIGINT NOT NULL, soft_sale BIGINT NOT NULL, hard_sale BIGINT NOT NULL, soft_day BIGINT NOT NULL,
    hard_day BIGINT NOT NULL, least_sale BIGINT NOT NULL, sales_day INTEGER NOT NULL);
CREATE TABLE card_type (
    card_class INTEGER NOT NULL PRIMARY KEY, kind TEXT NOT NULL, named BOOLEAN NOT NULL, reportable BOOLEAN NOT NULL,
    pin BOOLEAN NOT NULL, valid_days INTEGER NOT NULL, least_load BIGINT NOT NULL, most_load BIGINT NOT NULL,
    deposit BIGINT NOT NULL, fee_issue BIGINT NOT NULL, fee_return BIGINT NOT NULL, fee_reissue BIGINT NOT NULL,
    fee_swap BIGINT NOT NULL, fee_renewal BIGINT NOT NULL);
CREATE TABLE bonus_rule (
    card_class INTEGER NOT NULL, from_day INTEGER NOT NULL, bands TEXT NOT NULL, PRIMARY KEY (card_class, from_day));
CREATE TABLE card_replacement (
    id {serial}, card BIGINT NOT NULL, instance INTEGER NOT NULL, why TEXT NOT NULL, desk INTEGER NOT NULL,
    maker TEXT NOT NULL, checker TEXT NOT NULL, at BIGINT NOT NULL, last_day INTEGER NOT NULL, complete BOOLEAN NOT NULL);
CREATE UNIQUE INDEX card_replacement_card_instance ON card_replacement (card, instance);
CREATE INDEX card_replacement_complete ON card_replacement (complete, card, instance);
CREATE TABLE discount (
    card_class INTEGER NOT NULL, item BIGINT NOT NULL, category INTEGER NOT NULL, from_day INTEGER NOT NULL,
    until_day INTEGER NOT NULL, discount_bp INTEGER NOT NULL, PRIMARY KEY (card_class, item, category, from_day));
CREATE TABLE operator (
    id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, rights BIGINT NOT NULL, pin {blob} NOT NULL,
    pin_set_at BIGINT NOT NULL, first_pin {blob} NOT NULL, card BIGINT, instance INTEGER NOT NULL,
    supervised BOOLEAN NOT NULL, left_at BIGINT);
CREATE TABLE parameter (
    id {serial}, shop TEXT NOT NULL, currency TEXT NOT NULL, digits SMALLINT NOT NULL,
    utc_offset_minutes SMALLINT NOT NULL, language TEXT NOT NULL, receipt_head TEXT NOT NULL, receipt_foot TEXT NOT NULL,
    contact_share SMALLINT NOT NULL, contact_offline_load BOOLEAN NOT NULL, balance_max BIGINT NOT NULL,
    narrow_after_minutes BIGINT NOT NULL, stop_after_minutes BIGINT NOT NULL, narrow_divisor SMALLINT NOT NULL,
    narrow_pin_above BIGINT NOT NULL, stored_records_max BIGINT NOT NULL, stored_sum_max BIGINT NOT NULL,
    languages TEXT NOT NULL, near_expiry_days INTEGER NOT NULL, low_balance BIGINT NOT NULL, idle_minutes INTEGER NOT NULL,
    one_tap TEXT NOT NULL, pay_out_reasons TEXT NOT NULL, difference_max BIGINT NOT NULL, ready_disk_mib BIGINT NOT NULL,
    ready_clock_seconds INTEGER NOT NULL);
CREATE TABLE own_setting (
    target SMALLINT NOT NULL, number INTEGER NOT NULL, setting TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (target, number, setting));
CREATE TABLE published_table (
    kind SMALLINT NOT NULL, version BIGINT NOT NULL, content {blob} NOT NULL, sealed {blob} NOT NULL,
    issued_at BIGINT NOT NULL, published_by TEXT NOT NULL, PRIMARY KEY (kind, version));
CREATE TABLE planned_table (
    kind SMALLINT NOT NULL, from_at BIGINT NOT NULL, body {blob} NOT NULL, planned_by TEXT NOT NULL,
    PRIMARY KEY (kind, from_at));
CREATE INDEX planned_table_from_at ON planned_table (from_at);

CREATE TABLE certificate (
    serial BIGINT NOT NULL PRIMARY KEY, terminal INTEGER NOT NULL, branch INTEGER NOT NULL, key_id {blob} NOT NULL,
    sealed {blob} NOT NULL, fleet_group SMALLINT NOT NULL, roles SMALLINT NOT NULL, valid_from BIGINT NOT NULL,
    valid_until BIGINT NOT NULL);
CREATE INDEX certificate_terminal ON certificate (terminal);
CREATE INDEX certificate_branch ON certificate (branch);
CREATE INDEX certificate_key_id ON certificate (key_id);
CREATE TABLE revocation (serial BIGINT NOT NULL PRIMARY KEY, revoked_at BIGINT NOT NULL);
CREATE TABLE terminal_log (
    terminal INTEGER NOT NULL PRIMARY KEY, batch BIGINT NOT NULL, sequence BIGINT NOT NULL, head {blob} NOT NULL,
    totals {blob} NOT NULL, lineage BIGINT NOT NULL, told BIGINT NOT NULL);

CREATE TABLE terminal (id INTEGER NOT NULL PRIMARY KEY, owner BIGINT NOT NULL, load_float BIGINT NOT NULL);
CREATE TABLE terminal_end (
    terminal INTEGER NOT NULL PRIMARY KEY, closed_at BIGINT, retired_at BIGINT, batch BIGINT NOT NULL,
    sequence BIGINT NOT NULL, head {blob} NOT NULL, lost TEXT NOT NULL);
CREATE TABLE enrolment (
    id {serial}, terminal INTEGER NOT NULL, branch INTEGER NOT NULL, fleet_group SMALLINT NOT NULL, roles SMALLINT NOT NULL,
    owner BIGINT NOT NULL, load_float BIGINT NOT NULL, nonce {blob} NOT NULL, ordered_by INTEGER NOT NULL,
    ordered_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, request {blob}, device TEXT NOT NULL, asked_at BIGINT,
    approved_at BIGINT, answer {blob}, serial BIGINT, signed_at BIGINT, withdrawn_at BIGINT);
CREATE INDEX enrolment_terminal ON enrolment (terminal);
CREATE TABLE stick_file (
    id {serial}, name TEXT NOT NULL, hash {blob} NOT NULL, size BIGINT NOT NULL, staff INTEGER NOT NULL, at BIGINT NOT NULL,
    told TEXT NOT NULL, answer {blob} NOT NULL);
CREATE INDEX stick_file_hash ON stick_file (hash);
CREATE TABLE terminal_loads (
    terminal INTEGER NOT NULL PRIMARY KEY, amount BIGINT NOT NULL, granted BIGINT NOT NULL);
CREATE TABLE claim (
    id BIGINT NOT NULL PRIMARY KEY, card BIGINT NOT NULL, instance INTEGER NOT NULL, reason SMALLINT NOT NULL,
    amount BIGINT NOT NULL, last_day INTEGER NOT NULL, source TEXT NOT NULL, cause TEXT NOT NULL, maker TEXT NOT NULL,
    checker TEXT NOT NULL, made_at BIGINT NOT NULL, terminal INTEGER, withdrawn BIGINT, holder TEXT NOT NULL,
    returned_at BIGINT);
CREATE INDEX claim_card_instance ON claim (card, instance);
CREATE INDEX claim_holder_returned_at_id ON claim (holder, returned_at, id);
CREATE INDEX claim_terminal ON claim (terminal);
CREATE INDEX claim_cause ON claim (cause);
CREATE TABLE desk_job (
    number BIGINT NOT NULL PRIMARY KEY, terminal INTEGER NOT NULL, kind SMALLINT NOT NULL, card BIGINT NOT NULL,
    instance INTEGER NOT NULL, content TEXT NOT NULL, sold BOOLEAN NOT NULL, member INTEGER, ordered_by TEXT NOT NULL,
    ordered_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, state SMALLINT NOT NULL, reason SMALLINT NOT NULL,
    lineage BIGINT, sequence BIGINT, changed_at BIGINT NOT NULL, closed_at BIGINT);
CREATE INDEX desk_job_terminal_closed_at ON desk_job (terminal, closed_at);
CREATE INDEX desk_job_terminal_number ON desk_job (terminal, number);
CREATE INDEX desk_job_card_instance ON desk_job (card, instance);
CREATE INDEX desk_job_member ON desk_job (member);
CREATE TABLE dues (
    id INTEGER NOT NULL PRIMARY KEY, card BIGINT NOT NULL, instance INTEGER NOT NULL, branch INTEGER NOT NULL,
    deposit BIGINT NOT NULL, fee SMALLINT NOT NULL, charged BIGINT NOT NULL, kept BIGINT NOT NULL, cause TEXT NOT NULL,
    booked_by TEXT NOT NULL, day INTEGER NOT NULL, at BIGINT NOT NULL);
CREATE UNIQUE INDEX dues_cause ON dues (cause);
CREATE INDEX dues_card_instance ON dues (card, instance);
CREATE INDEX dues_branch_day ON dues (branch, day);
CREATE TABLE correction (
    id INTEGER NOT NULL PRIMARY KEY, reference TEXT NOT NULL, kind TEXT NOT NULL, card BIGINT, instance INTEGER NOT NULL,
    amount BIGINT NOT NULL, recorded_owner BIGINT NOT NULL, right_owner BIGINT NOT NULL, claim BIGINT, job BIGINT,
    maker TEXT NOT NULL, checker TEXT NOT NULL, reason TEXT NOT NULL, day INTEGER NOT NULL, at BIGINT NOT NULL);
CREATE INDEX correction_reference ON correction (reference);
CREATE TABLE owner_settlement (
    id INTEGER NOT NULL PRIMARY KEY, owner BIGINT NOT NULL, from_day INTEGER NOT NULL, to_day INTEGER NOT NULL,
    amount BIGINT NOT NULL, late BIGINT NOT NULL, maker TEXT NOT NULL, checker TEXT NOT NULL, at BIGINT NOT NULL);
CREATE UNIQUE INDEX owner_settlement_owner_to_day ON owner_settlement (owner, to_day);
CREATE TABLE shift_result (
    id {serial}, terminal INTEGER NOT NULL, lineage BIGINT NOT NULL, sequence BIGINT NOT NULL, word SMALLINT NOT NULL,
    shift BIGINT NOT NULL, operator INTEGER NOT NULL, other INTEGER NOT NULL, day INTEGER NOT NULL, start BIGINT NOT NULL,
    counts TEXT NOT NULL, difference BIGINT NOT NULL, unsent INTEGER NOT NULL);
CREATE UNIQUE INDEX shift_result_terminal_lineage_sequence ON shift_result (terminal, lineage, sequence);
CREATE INDEX shift_result_terminal_shift ON shift_result (terminal, shift);
CREATE INDEX shift_result_day_id ON shift_result (day, id);
CREATE TABLE claim_file (
    hash TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, rows TEXT NOT NULL, kept_by TEXT NOT NULL, kept_at BIGINT NOT NULL,
    proposal INTEGER);
CREATE INDEX claim_file_kept_at ON claim_file (kept_at);
CREATE TABLE card_transfer (
    id INTEGER NOT NULL PRIMARY KEY, source BIGINT NOT NULL, source_instance INTEGER NOT NULL, target BIGINT NOT NULL,
    target_instance INTEGER NOT NULL, amount BIGINT NOT NULL, desk INTEGER NOT NULL, out_job BIGINT NOT NULL,
    in_job BIGINT, maker TEXT NOT NULL, checker TEXT NOT NULL, reason TEXT NOT NULL, at BIGINT NOT NULL);
CREATE TABLE order_table (
    terminal INTEGER NOT NULL PRIMARY KEY, version BIGINT NOT NULL, content {blob} NOT NULL, sealed {blob} NOT NULL);
CREATE TABLE lease_table (
    terminal INTEGER NOT NULL, version BIGINT NOT NULL, content {blob} NOT NULL, granted BIGINT NOT NULL,
    sealed {blob} NOT NULL, issued_at BIGINT NOT NULL, PRIMARY KEY (terminal, version));

CREATE TABLE card_state (
    card BIGINT NOT NULL, instance INTEGER NOT NULL, key_version SMALLINT NOT NULL, hash {blob} NOT NULL,
    counter BIGINT NOT NULL, balance BIGINT NOT NULL, state SMALLINT NOT NULL, flags SMALLINT NOT NULL,
    row {blob} NOT NULL, version BIGINT NOT NULL, state_version BIGINT NOT NULL, PRIMARY KEY (card, instance));
CREATE UNIQUE INDEX card_state_hash ON card_state (hash);
CREATE TABLE states_version (
    version BIGINT NOT NULL PRIMARY KEY, hash {blob} NOT NULL, base BIGINT, delta {blob}, parts INTEGER NOT NULL,
    part_bytes BIGINT NOT NULL, known INTEGER NOT NULL, key_version SMALLINT NOT NULL, issued_at BIGINT NOT NULL);
CREATE TABLE states_part (
    version BIGINT NOT NULL, part INTEGER NOT NULL, sealed {blob} NOT NULL, PRIMARY KEY (version, part));
CREATE TABLE card_listing (
    id {serial}, card BIGINT NOT NULL, instance INTEGER NOT NULL, state SMALLINT NOT NULL, at BIGINT NOT NULL,
    listed_by TEXT NOT NULL);
CREATE INDEX card_listing_card_instance ON card_listing (card, instance);
CREATE TABLE heartbeat (
    terminal INTEGER NOT NULL PRIMARY KEY, heard_at BIGINT NOT NULL, sent_at BIGINT NOT NULL,
    next_sequence BIGINT NOT NULL, head {blob} NOT NULL, batch BIGINT NOT NULL, acknowledged BIGINT NOT NULL,
    open_count BIGINT NOT NULL, open_sum BIGINT NOT NULL, flags SMALLINT NOT NULL, versions TEXT NOT NULL,
    states_version BIGINT NOT NULL, states_hash {blob} NOT NULL, signs TEXT NOT NULL);

CREATE TABLE region (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE branch (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, region INTEGER, closed_at BIGINT);
CREATE INDEX branch_region ON branch (region);
CREATE TABLE staff (
    id {serial}, name TEXT NOT NULL, display TEXT NOT NULL, role TEXT NOT NULL, reach SMALLINT NOT NULL,
    reach_number BIGINT NOT NULL, password TEXT NOT NULL, password_at BIGINT NOT NULL, code_until BIGINT, totp {blob},
    totp_step BIGINT NOT NULL, active BOOLEAN NOT NULL, added_at BIGINT NOT NULL);
CREATE UNIQUE INDEX staff_name ON staff (name);
CREATE TABLE staff_session (
    id {blob} NOT NULL PRIMARY KEY, staff INTEGER NOT NULL, started_at BIGINT NOT NULL, seen_at BIGINT NOT NULL,
    address TEXT NOT NULL, agent TEXT NOT NULL, ended_at BIGINT);
CREATE INDEX staff_session_staff ON staff_session (staff);
CREATE TABLE console_word (id SMALLINT NOT NULL PRIMARY KEY, hash {blob} NOT NULL, until BIGINT NOT NULL);
CREATE TABLE proposal (
    id {serial}, kind TEXT NOT NULL, content TEXT NOT NULL, hash {blob} NOT NULL, reason TEXT NOT NULL,
    maker INTEGER NOT NULL, made_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, checker INTEGER, decided_at BIGINT,
    approved BOOLEAN);
CREATE INDEX proposal_decided_at ON proposal (decided_at);
CREATE TABLE audit (
    number INTEGER NOT NULL PRIMARY KEY, at BIGINT NOT NULL, actor INTEGER, name TEXT NOT NULL, session TEXT NOT NULL,
    address TEXT NOT NULL, verb TEXT NOT NULL, object TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,
    reason TEXT NOT NULL, hash {blob} NOT NULL);
CREATE INDEX audit_actor ON audit (actor);
CREATE INDEX audit_object ON audit (object);

CREATE TABLE member (
    id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, sex SMALLINT NOT NULL, document TEXT NOT NULL, phone TEXT NOT NULL,
    mobile TEXT NOT NULL, email TEXT NOT NULL, birthday TEXT, company TEXT NOT NULL, post TEXT NOT NULL,
    address TEXT NOT NULL, remarks TEXT NOT NULL, branch INTEGER, active BOOLEAN NOT NULL, version INTEGER NOT NULL,
    added_at BIGINT NOT NULL);
CREATE INDEX member_branch ON member (branch, id);
CREATE TABLE member_original (
    member INTEGER NOT NULL PRIMARY KEY, at BIGINT NOT NULL, written_by TEXT NOT NULL, source TEXT NOT NULL,
    data TEXT NOT NULL);
CREATE TABLE member_word (
    word {blob} NOT NULL, member INTEGER NOT NULL, PRIMARY KEY (word, member)) {by_key};
CREATE INDEX member_word_member ON member_word (member);
CREATE TABLE member_field (
    id {serial}, name TEXT NOT NULL, kind SMALLINT NOT NULL, required BOOLEAN NOT NULL, choices TEXT NOT NULL,
    place INTEGER NOT NULL, active BOOLEAN NOT NULL);
CREATE TABLE member_value (
    member INTEGER NOT NULL, field INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY (member, field));
CREATE TABLE member_photo (member INTEGER NOT NULL PRIMARY KEY, jpeg {blob} NOT NULL, taken_at BIGINT NOT NULL);
CREATE TABLE member_file (
    hash {blob} NOT NULL PRIMARY KEY, name TEXT NOT NULL, content {blob} NOT NULL, staff INTEGER NOT NULL,
    kept_at BIGINT NOT NULL, done_at BIGINT);
CREATE TABLE card_holder (
    card BIGINT NOT NULL, instance INTEGER NOT NULL, member INTEGER NOT NULL, since BIGINT NOT NULL,
    PRIMARY KEY (card, instance));
CREATE INDEX card_holder_member ON card_holder (member);
CREATE TABLE member_access (
    card BIGINT NOT NULL PRIMARY KEY, instance INTEGER NOT NULL, secret TEXT NOT NULL, code_until BIGINT,
    given_at BIGINT NOT NULL, failures INTEGER NOT NULL, failures_since BIGINT NOT NULL, locked_at BIGINT);
CREATE TABLE member_session (
    id {blob} NOT NULL PRIMARY KEY, card BIGINT NOT NULL, started_at BIGINT NOT NULL, seen_at BIGINT NOT NULL,
    address TEXT NOT NULL, agent TEXT NOT NULL, ended_at BIGINT);
CREATE INDEX member_session_card ON member_session (card);
CREATE TABLE api_token (
    id {serial}, name TEXT NOT NULL, hash {blob} NOT NULL, scopes TEXT NOT NULL, staff INTEGER NOT NULL,
    made_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, revoked_at BIGINT, seen_at BIGINT);
CREATE UNIQUE INDEX api_token_hash ON api_token (hash);
CREATE TABLE form_once (
    key {blob} NOT NULL PRIMARY KEY, content {blob} NOT NULL, staff INTEGER NOT NULL, endpoint TEXT NOT NULL,
    address TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX form_once_at ON form_once (at);
CREATE TABLE backup_taken (
    id {serial}, at BIGINT NOT NULL, name TEXT NOT NULL, newest_batch INTEGER NOT NULL, restored BOOLEAN NOT NULL);
CREATE INDEX backup_taken_restored_at ON backup_taken (restored, at);
"""

POSTGRES = {"serial": "SERIAL PRIMARY KEY", "blob": "BYTEA", "half_full": "WITH (fillfactor = 50)", "by_key": ""}
SQLITE = {"serial": "INTEGER PRIMARY KEY", "blob": "BLOB", "half_full": "", "by_key": "WITHOUT ROWID"}
"""Half-full pages of accounts let PostgreSQL change a balance in place, without touching an index. SQLite keeps transfers
in one tree by their key, which grows at one spot for each terminal."""

FROZEN = {
    "stored_batch": ("id", "terminal", "number", "lineage", "first_sequence", "count", "hash", "sealed", "ack", "received_at"),
    "transfer": (),
    "act": (),
    "card_listing": (),
    "item_price": (),
    "audit": (),
    "member_original": (),
    "proposal": ("id", "kind", "content", "hash", "reason", "maker", "made_at", "expires_at"),
}
"""Tables that refuse DELETE, and the columns that refuse UPDATE (none named: all)."""


def up(migrator: Any, db: Any) -> None:
    """Make everything in an empty database."""
    postgres = isinstance(db, PostgresqlDatabase)
    for statement in TABLES.format(**(POSTGRES if postgres else SQLITE)).split(";"):
        if statement.strip():
            db.execute_sql(statement)
    if postgres:
        db.execute_sql(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$"
        )
    for table, columns in FROZEN.items():
        update = "UPDATE" + (f" OF {', '.join(columns)}" if columns else "")
        for name, event in (("update", update), ("delete", "DELETE")):
            head = f"CREATE TRIGGER {table}_refuses_{name} BEFORE {event} ON {table}"
            if postgres:
                db.execute_sql(f"{head} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
            else:
                db.execute_sql(f"{head} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END")
        if postgres:
            db.execute_sql(
                f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
