"""One worked example of everything that travels, from fixed seeds: what SPEC.md prints and what tests bend."""

from __future__ import annotations

from dataclasses import replace

from protocol.card.identity import Identity
from protocol.card.record import Kind, Record
from protocol.card.ring import Change
from protocol.ids import (
    BranchId,
    CardInstance,
    CardNumber,
    CategoryId,
    ClassId,
    ItemCode,
    Lineage,
    OperatorId,
    OwnerId,
    Reference,
    Sequence,
    ShiftNumber,
    TerminalId,
)
from protocol.instants import BusinessDay, Instant
from protocol.link import chain
from protocol.link.ack import Ack, ResultClass, encode_ack
from protocol.link.batch import NO_BATCH, Batch, BatchHeader, batch_hash, encode_batch
from protocol.link.card_states import NO_FLAGS, StateFlag, StateRow, balance_check, state_row
from protocol.link.certificate import Certificate, EnrolRequest, Role, code_proof, encode_certificate, encode_enrol_request
from protocol.link.codec import encode_entry
from protocol.link.desk_orders import (
    DeskOrder,
    DeskOrders,
    Extend,
    JobReason,
    JobWord,
    Load,
    Lock,
    Make,
    Mend,
    Progress,
    Return,
    SetPin,
)
from protocol.link.duty_entries import (
    Approval,
    Count,
    DrawerOpened,
    LossReport,
    PayOut,
    PinChanged,
    Rehearsal,
    ShiftClosed,
    ShiftHandover,
    ShiftOpened,
    SignOff,
    SignOffReason,
    SignOn,
    SignOnMethod,
    SignOnRefused,
    TamperSeen,
    Tender,
)
from protocol.link.entries import (
    Abandon,
    Basket,
    Body,
    Boot,
    BootReason,
    Cancel,
    CancelReason,
    CashOutDetail,
    CashRefund,
    CashSale,
    ClaimDetail,
    ClockStep,
    Commit,
    Entry,
    Evidence,
    Intent,
    Late,
    LineRemoved,
    Medium,
    MoreLines,
    SaleDetail,
    SaleLine,
)
from protocol.link.jobs import Job, JobList, encode_jobs
from protocol.link.office_keys import OfficeKeys, encode_office_keys
from protocol.link.operator_pin import pin_verifier
from protocol.link.poll import Poll, encode_poll
from protocol.link.refusal import Refusal, encode_refusal
from protocol.link.rights import Right
from protocol.link.seal import Purpose, RecipientKey, SigningKey, seal
from protocol.link.signs import Part, Sign, signs_of, software_of
from protocol.link.snapshot import NO_STATES_HASH, Delta, SnapshotPart, Stamp, encode_delta, encode_part, hash_of_whole
from protocol.link.sums import Sum, SumKind
from protocol.link.table_codec import SignedTable, encode_table
from protocol.link.tables import (
    CardClass,
    CardState,
    Claim,
    ClaimReason,
    ClassTable,
    DiscountRule,
    DiscountTable,
    Item,
    ItemTable,
    LeaseTable,
    Operator,
    OperatorTable,
    OwnSetting,
    Parameters,
    PayOutReason,
    Table,
    TableKind,
    Target,
)
from protocol.link.violations import Reason
from protocol.money import ZERO, Money, UnitPrice

ENVIRONMENT = b"EXAMPLE1"
AT = Instant(1_790_000_000_000)
YEAR_MS = 365 * 86_400_000

ROOT = SigningKey.from_seed(bytes([1]) * 32)
CA = SigningKey.from_seed(bytes([2]) * 32)
ACK = SigningKey.from_seed(bytes([3]) * 32)
SET = SigningKey.from_seed(bytes([4]) * 32)
PERSONALISATION = SigningKey.from_seed(bytes([5]) * 32)
DEVICE = SigningKey.from_seed(bytes([6]) * 32)
DEVICE_SEAL = RecipientKey(bytes([7]) * 32)

TERMINAL = TerminalId(12)
LINEAGE = Lineage(0x5EED0001)
CARD = CardInstance(CardNumber(6234567812345678), 1)
KEYS = OfficeKeys(1, CA.public, ACK.public, SET.public, PERSONALISATION.public)
CERTIFICATE = Certificate(
    terminal=TERMINAL,
    serial=100,
    branch=BranchId(3),
    group=5,
    roles=Role.SELL | Role.LOAD,
    sign_public=DEVICE.public,
    seal_public=DEVICE_SEAL.public,
    valid_from=Instant(AT - 1000),
    valid_until=Instant(AT + YEAR_MS),
)

RECORD = Record(
    key_version=1,
    pin_fails=0,
    times=0,
    counter=17,
    balance=Money(12_000),
    cumulated_debits=Money(50_000),
    day=BusinessDay(9_760),
    spent_today=Money(900),
    reference=Reference(TerminalId(9), Lineage(0xCAFE0001), Sequence(19_000)),
    amount=Money(-900),
    points=0,
    locked=False,
    kind=Kind.SALE,
    mac=bytes.fromhex("a1a2a3a4a5a6a7a8"),
)
IDENTITY = Identity(1, b"SHOP", CARD, ClassId(2), BusinessDay(9_700), BusinessDay(9_700), BusinessDay(11_500))
LINE = SaleLine(ItemCode(12_345), 5, UnitPrice(255_000), ZERO, OwnerId(3))
BASKET = Basket((LINE,), 0, "T-1")
INTENT = Intent(
    card=CARD,
    medium=Medium.MIFARE_1K,
    before=RECORD.pack(),
    change=Change(Kind.SALE, Money(-1_275), BusinessDay(9_761)),
    key_version=1,
    mac=bytes.fromhex("b1b2b3b4b5b6b7b8"),
    detail=SaleDetail(Basket((LINE,)), pin_used=False),
    operator=OperatorId(4),
    shift=ShiftNumber(31),
)
CLAIM = replace(INTENT, change=Change(Kind.CLAIM, Money(3_000), BusinessDay(9_761)), detail=ClaimDetail(31))
CASH_OUT = replace(INTENT, change=Change(Kind.CASH_OUT, Money(-3_000), BusinessDay(9_761)), detail=CashOutDetail(22))
_OTHER = Reference(TERMINAL, LINEAGE, Sequence(7))
LIN, CHEN = OperatorId(4), OperatorId(9)
VERIFIER = pin_verifier("2580", bytes(range(16)))
ENTRIES: dict[str, Body] = {
    "Boot": Boot(BootReason.FIRST, Lineage(0)),
    "ClockStep": ClockStep(AT, Instant(AT + 5_000)),
    "MoreLines": MoreLines((LINE,)),
    "Intent": INTENT,
    "Intent of a claim": CLAIM,
    "Intent of a cash-out": CASH_OUT,
    "Commit": Commit(Sequence(2)),
    "Late": Late(_OTHER, Reference(TERMINAL, LINEAGE, Sequence(9))),
    "Cancel": Cancel(_OTHER, CancelReason.SCRUBBED),
    "Abandon": Abandon(_OTHER),
    "CashSale": CashSale(BASKET, OperatorId(4), ShiftNumber(31)),
    "CashRefund": CashRefund(BASKET, OperatorId(4), ShiftNumber(31), Tender.CHEQUE, "No. 4711"),
    "Evidence": Evidence(CARD, (RECORD.pack(),)),
    "SignOn": SignOn(LIN, SignOnMethod.CARD_AND_PIN),
    "SignOff": SignOff(LIN, SignOffReason.IDLE),
    "SignOnRefused": SignOnRefused(LIN),
    "PinChanged": PinChanged(LIN, VERIFIER),
    "Approval": Approval(LIN, Right.VOID, CHEN),
    "ShiftOpened": ShiftOpened(ShiftNumber(31), LIN, Money(20_000)),
    "ShiftHandover": ShiftHandover(ShiftNumber(31), LIN, CHEN, (Count(Tender.CASH, Money(31_275), Money(31_270)),)),
    "ShiftClosed": ShiftClosed(
        ShiftNumber(31),
        CHEN,
        CHEN,
        (Count(Tender.CASH, Money(31_270), Money(31_270)), Count(Tender.CHEQUE, Money(-1_275), ZERO)),
        2,
    ),
    "PayOut": PayOut(Money(1_500), 2, "ice", LIN, ShiftNumber(31)),
    "DrawerOpened": DrawerOpened(LIN, ShiftNumber(31)),
    "LossReport": LossReport(CARD, LIN),
    "TamperSeen": TamperSeen(True),
    "Rehearsal": Rehearsal(LIN, True),
    "LineRemoved": LineRemoved(LINE, LIN, ShiftNumber(31)),
}


def entry(body: Body) -> bytes:
    """The bytes of an entry made at AT."""
    return encode_entry(Entry(AT, body))


def make_batch(
    bodies: list[Body], *, number: int = 1, previous: bytes = NO_BATCH, first: int = 1, head: bytes = chain.GENESIS
) -> Batch:
    """A batch of these entries without any cash; card sums as given by nobody: none."""
    data = tuple(entry(body) for body in bodies)
    header = BatchHeader(
        terminal=TERMINAL,
        certificate=CERTIFICATE.serial,
        lineage=LINEAGE,
        number=number,
        previous=previous,
        first_sequence=Sequence(first),
        count=len(data),
        head_before=head,
        head_after=chain.run(head, first, data),
        sums=(),
        totals=(),
        open_count=0,
        open_sum=ZERO,
        versions=((TableKind.ITEMS, 3),),
        closed_at=AT,
        last_server_time=Instant(AT - 60_000),
    )
    return Batch(header, data)


def with_sums(batch: Batch, *sums: Sum) -> Batch:
    """The same batch with these sums, as grand totals too."""
    return replace(batch, header=replace(batch.header, sums=sums, totals=sums))


BATCH = with_sums(
    make_batch([ENTRIES["Boot"], INTENT, Commit(Sequence(2)), ENTRIES["CashSale"]]),
    Sum(SumKind.CARD_SALES, 1, Money(1_275)),
    Sum(SumKind.CASH_SALES, 1, Money(1_275)),
)
SEALED_BATCH = seal(Purpose.BATCH, ENVIRONMENT, DEVICE, encode_batch(BATCH))
ACK_VALUE = Ack(
    terminal=TERMINAL,
    batch_number=1,
    batch_hash=batch_hash(SEALED_BATCH),
    count=4,
    sums=BATCH.header.sums,
    contiguous_batch=1,
    contiguous_sequence=4,
    expected_head=BATCH.header.head_after,
    server_time=Instant(AT + 2_000),
    results=((Sequence(2), ResultClass.DUPLICATE),),
    waiting=((TableKind.ITEMS, 4),),
)
POLL = Poll(
    TERMINAL,
    Sequence(5),
    BATCH.header.head_after,
    1,
    0,
    1,
    ((TableKind.ITEMS, 3),),
    NO_STATES_HASH,
    7,
    2,
    0,
    ZERO,
    AT,
    jobs=(JobWord(22, Progress.TAP_NOW), JobWord(23, Progress.REFUSED, JobReason.NOT_BLANK)),
    signs=signs_of(((Sign.SOFTWARE, software_of(1, 2, 3)), (Sign.DISK_FREE_MIB, 1_200), (Sign.PRINTER, Part.NO_PAPER))),
)
REFUSAL = Refusal(batch_hash(SEALED_BATCH), Reason.UNKNOWN_SIGNER, 0, "no certificate")
REQUEST = EnrolRequest(
    TERMINAL, DEVICE.public, DEVICE_SEAL.public, code_proof(b"0123456789abcdef", TERMINAL, DEVICE.public, DEVICE_SEAL.public)
)
JOBS = JobList(
    8,
    TERMINAL,
    (Job(21, CARD, ClassId(2), BusinessDay(9_761), BusinessDay(9_761), BusinessDay(11_500), Money(5_000), "4711"),),
)

_HASH = bytes.fromhex("0102030405060708")
TABLES: dict[str, Table] = {
    "ItemTable": ItemTable((Item(ItemCode(12_345), "豆浆", UnitPrice(255_000), CategoryId(7), OwnerId(3)),)),
    "ClassTable": ClassTable(
        (CardClass(ClassId(2), "Staff", 500, 0b100000, ZERO, Money(10_000), Money(50_000), Money(20_000), Money(100_000)),)
    ),
    "DiscountTable": DiscountTable((DiscountRule(ClassId(2), ItemCode(0), CategoryId(7), 1_000),)),
    "OperatorTable": OperatorTable(
        (
            Operator(LIN, "Lin", Right.SELL | Right.VOID, VERIFIER, AT, CARD, True),
            Operator(CHEN, "Chen", Right.SELL | Right.SUPERVISE),
        )
    ),
    "Parameters": Parameters(
        *("Canteen", "CNY", 2, 480, "zh-Hans", ("Canteen",), ("Thank you",), 4, False, Money(500_000)),
        languages=("en",),
        one_tap=(ItemCode(12_345),),
        pay_out_reasons=(PayOutReason(2, "Supplies"),),
        own=(
            OwnSetting(Target.GROUP, 5, "receipt_foot", ("Come again",)),
            OwnSetting(Target.TERMINAL, TERMINAL, "narrow_after_minutes", 600),
        ),
    ),
    "LeaseTable": LeaseTable(
        TERMINAL, False, Money(200_000), (Claim(31, CARD, ClaimReason.SUBSIDY, Money(3_000), BusinessDay(9_800)),)
    ),
    "DeskOrders": DeskOrders(
        TERMINAL,
        (
            DeskOrder(
                22,
                CARD,
                AT,
                Make(ClassId(2), BusinessDay(9_761), BusinessDay(9_761), BusinessDay(11_500), Money(5_000), pin=True),
            ),
            DeskOrder(23, CARD, AT, Load(Money(3_000))),
            DeskOrder(24, CARD, AT, Return(Money(12_000))),
            DeskOrder(25, CARD, AT, Lock()),
            DeskOrder(26, CARD, AT, SetPin()),
            DeskOrder(27, CARD, AT, Extend(BusinessDay(11_501))),
            DeskOrder(28, CARD, AT, Mend(ClassId(2), BusinessDay(9_761), BusinessDay(9_761), BusinessDay(11_500))),
        ),
    ),
}
_ROW = StateRow(_HASH, 17, CardState.LOST, StateFlag.CLAIM_WAITING, balance_check(_HASH, 17, Money(12_000)))
PART = SnapshotPart(Stamp(7, AT, BusinessDay(9_760), 1), hash_of_whole(state_row(_ROW)), 0, 1, state_row(_ROW))
DELTA = Delta(
    Stamp(8, Instant(AT + 3_000), BusinessDay(9_760), 1),
    7,
    PART.hash,
    state_row(replace(_ROW, state=CardState.OK, flags=NO_FLAGS)),
)
SIGNED_TABLES = {name: SignedTable(4, AT, table) for name, table in TABLES.items()}


def sealed_table(signed: SignedTable, key: SigningKey = SET) -> bytes:
    """A table as it travels."""
    return seal(Purpose.PARAMETERS, ENVIRONMENT, key, encode_table(signed))


SEALED: dict[str, bytes] = {
    "BATCH": SEALED_BATCH,
    "ACK": seal(Purpose.ACK, ENVIRONMENT, ACK, encode_ack(ACK_VALUE)),
    "REFUSAL": seal(Purpose.REFUSAL, ENVIRONMENT, ACK, encode_refusal(REFUSAL)),
    "POLL": seal(Purpose.POLL, ENVIRONMENT, DEVICE, encode_poll(POLL)),
    "CERTIFICATE": seal(Purpose.CERTIFICATE, ENVIRONMENT, CA, encode_certificate(CERTIFICATE)),
    "ENROL_REQUEST": seal(Purpose.ENROL_REQUEST, ENVIRONMENT, DEVICE, encode_enrol_request(REQUEST)),
    "OFFICE_KEYS": seal(Purpose.OFFICE_KEYS, ENVIRONMENT, ROOT, encode_office_keys(KEYS)),
    "PARAMETERS": sealed_table(SIGNED_TABLES["ItemTable"]),
    "SNAPSHOT": seal(Purpose.SNAPSHOT, ENVIRONMENT, SET, encode_part(PART)),
    "DELTA": seal(Purpose.DELTA, ENVIRONMENT, SET, encode_delta(DELTA)),
}
"""Every object of the link that is not randomised."""

PLAIN: dict[str, bytes] = {
    **{f"entry {name}": entry(body) for name, body in ENTRIES.items()},
    **{f"table {name}": encode_table(signed) for name, signed in SIGNED_TABLES.items()},
    "snapshot part": encode_part(PART),
    "delta": encode_delta(DELTA),
    "job list": encode_jobs(JOBS),
}
"""Every body that SPEC.md prints without its seal."""
