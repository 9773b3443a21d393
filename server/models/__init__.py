"""Tables, constraints and indexes; no business rules.

`evidence`      what terminals sent, as it came
`api`           who may ask by program
`backups`       copies of the books that were taken
`books`         accounts, transfers, and acts of people that money depends on
`cards`         card instances, one row for each card change, records seen on cards, cases
`catalogue`     what head office decides: items and their prices, owners, discounts, operators, parameters; published tables
`card_types`    what a class of cards is to the office, and cards that were replaced
`certificates`  who may send
`claims`        what is owed to cards and waits for a tap
`desk_jobs`     what the pages order from a desk
`forms`         which forms were done
`terminals`     what each terminal is entrusted with
`staff`         who works at head office's pages, what two persons decide, and what everybody did
`money`         what people decided about money
`member_access` how members come to their own pages
`members`       whom cards belong to, as the office knows them
`tallies`       what reports read: the books by day, and what was sold line by line
`card_states`   what terminals are told of cards, and who has heard it

`migrations/` makes the tables; a test compares them with these models.
"""

from __future__ import annotations

from peewee import Model

from server.models.api import ApiToken
from server.models.backups import BackupTaken
from server.models.books import Account, Act, Transfer
from server.models.card_states import CardListing, CardStateRow, Heartbeat, StatesPart, StatesVersion
from server.models.card_types import BonusRuleRow, CardTypeRow, Replacement
from server.models.cards import CardChange, CardInstanceRow, CardSighting, Case, EarlyWord
from server.models.catalogue import (
    CategoryRow,
    ClassRow,
    DiscountRow,
    ItemPrice,
    ItemRow,
    OperatorRow,
    OwnerRow,
    OwnSettingRow,
    ParameterRow,
    PlannedTable,
    PublishedTable,
)
from server.models.certificates import CertificateRow, Revocation, TerminalLog
from server.models.claims import ClaimRow
from server.models.desk_jobs import DeskJob, OrderTable
from server.models.evidence import Quarantine, StoredBatch
from server.models.forms import FormOnce
from server.models.member_access import MemberAccess, MemberSession
from server.models.members import (
    CardHolder,
    MemberField,
    MemberFile,
    MemberOriginal,
    MemberPhoto,
    MemberRow,
    MemberValue,
    MemberWord,
)
from server.models.money import ClaimFileRow, CorrectionRow, DuesRow, SettlementRow, ShiftRow, TransferRow
from server.models.staff import AuditEntry, Branch, ConsoleWord, Proposal, Region, Staff, StaffSession
from server.models.tallies import Overdrawn, Tally, ToldLine, ToldMark, Untallied
from server.models.terminals import EnrolmentRow, LeaseRow, StickFile, TerminalEnd, TerminalLoads, TerminalRow

MODELS: tuple[type[Model], ...] = (
    StoredBatch,
    Quarantine,
    Account,
    Transfer,
    Tally,
    Untallied,
    ToldLine,
    ToldMark,
    Overdrawn,
    Act,
    CardInstanceRow,
    CardChange,
    CardSighting,
    EarlyWord,
    Case,
    ItemRow,
    ItemPrice,
    CategoryRow,
    OwnerRow,
    ClassRow,
    CardTypeRow,
    BonusRuleRow,
    Replacement,
    DiscountRow,
    OperatorRow,
    OwnSettingRow,
    ParameterRow,
    PublishedTable,
    PlannedTable,
    CertificateRow,
    Revocation,
    TerminalLog,
    TerminalRow,
    TerminalEnd,
    StickFile,
    EnrolmentRow,
    TerminalLoads,
    LeaseRow,
    CardStateRow,
    StatesVersion,
    StatesPart,
    CardListing,
    Heartbeat,
    ClaimRow,
    DeskJob,
    OrderTable,
    Region,
    Branch,
    Staff,
    StaffSession,
    ConsoleWord,
    Proposal,
    AuditEntry,
    MemberRow,
    MemberOriginal,
    MemberWord,
    MemberField,
    MemberValue,
    MemberPhoto,
    MemberFile,
    CardHolder,
    MemberAccess,
    MemberSession,
    ApiToken,
    FormOnce,
    DuesRow,
    CorrectionRow,
    SettlementRow,
    ClaimFileRow,
    TransferRow,
    ShiftRow,
    BackupTaken,
)
