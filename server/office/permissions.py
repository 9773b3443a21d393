"""Who may do what: roles as sets of permissions (INTEGRITY 11.5). How far that reaches is the scope's matter (`queries.scope`).

A permission is a verb and the kind of object. Nothing is allowed that does not stand here. The administrator has no act
that moves money, and whoever reads all writes nothing.
"""

from __future__ import annotations

from enum import StrEnum

from protocol.link.tables import TableKind
from server.settlement.findings.cases import HANDLING, CaseClass, CaseKind
from server.usecases.proposals import Proposal, ProposalKind
from server.usecases.staff.roles import Role


class Permission(StrEnum):
    """One verb on one kind of object."""

    USE_OWN_ACCOUNT = "use own account"
    READ_DASHBOARD = "read dashboard"
    READ_TAKINGS = "read takings"
    READ_LIABILITY = "read liability"
    READ_REPORTS = "read reports"
    EXPORT_REPORTS = "read reports as files"
    READ_CASES = "read cases"
    CLOSE_BRANCH_CASES = "close branch cases"
    CLOSE_FINANCE_CASES = "close finance cases"
    CLOSE_SECURITY_CASES = "close security cases"
    CLOSE_ENGINEERING_CASES = "close engineering cases"
    READ_CARDS = "read cards"
    READ_MEMBERS = "read members"
    CHANGE_MEMBERS = "change members"
    LIST_CARDS = "list cards"
    UNLIST_CARDS = "unlist cards"
    ISSUE_CARDS = "issue cards"
    LOAD_CARDS = "load cards"
    REPAIR_CARDS = "repair cards"
    REISSUE_CARDS = "reissue cards"
    CHANGE_CLASSES = "change classes"
    CHANGE_MEMBER_FIELDS = "change member fields"
    IMPORT_MEMBERS = "import members"
    EXPORT_MEMBERS = "export members"
    READ_JOBS = "read desk jobs"
    ORDER_JOBS = "order desk jobs"
    READ_STAFF = "read staff"
    CHANGE_STAFF = "change staff"
    READ_TOKENS = "read tokens"
    CHANGE_TOKENS = "change tokens"
    READ_PROPOSALS = "read proposals"
    READ_AUDIT = "read audit"
    READ_MONEY = "read money"
    CHANGE_MONEY = "change money"
    READ_SETTLEMENTS = "read settlements"
    READ_SHIFTS = "read shifts"
    READ_TERMINALS = "read terminals"
    CHANGE_TERMINALS = "change terminals"
    APPROVE_TERMINALS = "approve terminals"
    REVOKE_TERMINALS = "revoke terminals"
    COLLECT = "collect"
    READ_ENROLMENTS = "read enrolments"
    ENROL_TERMINALS = "enrol terminals"
    READ_CATALOGUE = "read catalogue"
    READ_PRICING = "read pricing"
    CHANGE_CATALOGUE = "change catalogue"
    PUBLISH = "publish"
    READ_PARAMETERS = "read parameters"
    CHANGE_PARAMETERS = "change parameters"
    READ_OPERATORS = "read operators"
    CHANGE_OPERATORS = "change operators"


_EVERYBODY = frozenset({Permission.USE_OWN_ACCOUNT, Permission.READ_DASHBOARD})
_READ_ALL = frozenset(one for one in Permission if one.value.startswith("read "))
_AT_THE_COUNTER = frozenset(
    {
        Permission.READ_CARDS,
        Permission.LIST_CARDS,
        Permission.ISSUE_CARDS,
        Permission.LOAD_CARDS,
        Permission.REPAIR_CARDS,
        Permission.READ_JOBS,
        Permission.ORDER_JOBS,
    }
)
"""What people do with cards while a member waits."""
_OVER_CARDS = _AT_THE_COUNTER | {Permission.UNLIST_CARDS, Permission.REISSUE_CARDS}
"""The same, and what takes a second person."""
ROLES: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: _EVERYBODY
    | {
        Permission.READ_STAFF,
        Permission.CHANGE_STAFF,
        Permission.READ_TOKENS,
        Permission.CHANGE_TOKENS,
        Permission.READ_PROPOSALS,
        Permission.READ_AUDIT,
        Permission.READ_CASES,
        Permission.CLOSE_ENGINEERING_CASES,
        Permission.READ_MEMBERS,
        Permission.READ_TERMINALS,
        Permission.CHANGE_TERMINALS,
        Permission.READ_ENROLMENTS,
        Permission.ENROL_TERMINALS,
        Permission.APPROVE_TERMINALS,
        Permission.REVOKE_TERMINALS,
        Permission.CHANGE_MEMBER_FIELDS,
        Permission.IMPORT_MEMBERS,
        Permission.EXPORT_MEMBERS,
        Permission.COLLECT,
        Permission.READ_CATALOGUE,
        Permission.READ_PRICING,
        Permission.PUBLISH,
        Permission.READ_PARAMETERS,
        Permission.CHANGE_PARAMETERS,
        Permission.READ_OPERATORS,
        Permission.CHANGE_OPERATORS,
    },
    Role.FINANCE: _EVERYBODY
    | _OVER_CARDS
    | {
        Permission.READ_TAKINGS,
        Permission.READ_LIABILITY,
        Permission.READ_REPORTS,
        Permission.EXPORT_REPORTS,
        Permission.READ_CASES,
        Permission.CLOSE_BRANCH_CASES,
        Permission.CLOSE_FINANCE_CASES,
        Permission.CLOSE_SECURITY_CASES,
        Permission.CHANGE_CLASSES,
        Permission.READ_MEMBERS,
        Permission.EXPORT_MEMBERS,
        Permission.READ_PROPOSALS,
        Permission.READ_MONEY,
        Permission.CHANGE_MONEY,
        Permission.READ_SETTLEMENTS,
        Permission.READ_SHIFTS,
        Permission.READ_TERMINALS,
        Permission.APPROVE_TERMINALS,
        Permission.REVOKE_TERMINALS,
        Permission.COLLECT,
        Permission.READ_CATALOGUE,
        Permission.READ_PRICING,
        Permission.CHANGE_CATALOGUE,
        Permission.PUBLISH,
        Permission.READ_PARAMETERS,
        Permission.READ_OPERATORS,
    },
    Role.CASHIER: _EVERYBODY | _AT_THE_COUNTER | {Permission.READ_MEMBERS, Permission.CHANGE_MEMBERS},
    Role.BRANCH_MANAGER: _EVERYBODY
    | _OVER_CARDS
    | {
        Permission.READ_SHIFTS,
        Permission.READ_TAKINGS,
        Permission.READ_REPORTS,
        Permission.EXPORT_REPORTS,
        Permission.READ_CASES,
        Permission.CLOSE_BRANCH_CASES,
        Permission.READ_MEMBERS,
        Permission.CHANGE_MEMBERS,
        Permission.READ_TERMINALS,
        Permission.READ_PROPOSALS,
        Permission.COLLECT,
        Permission.READ_CATALOGUE,
        Permission.READ_PRICING,
    },
    Role.OWNER: _EVERYBODY
    | {
        Permission.READ_SETTLEMENTS,
        Permission.READ_TAKINGS,
        Permission.READ_REPORTS,
        Permission.EXPORT_REPORTS,
        Permission.READ_CATALOGUE,
    },
    Role.AUDITOR: _EVERYBODY | _READ_ALL,
    Role.ATTENDANT: frozenset(),
}
CLOSES = {
    CaseClass.NOTE: Permission.CLOSE_BRANCH_CASES,
    CaseClass.BRANCH: Permission.CLOSE_BRANCH_CASES,
    CaseClass.FINANCE: Permission.CLOSE_FINANCE_CASES,
    CaseClass.SECURITY: Permission.CLOSE_SECURITY_CASES,
    CaseClass.ENGINEERING: Permission.CLOSE_ENGINEERING_CASES,
}
"""What it takes to close a case of each class."""


PUBLISHES = {
    TableKind.ITEMS: Permission.CHANGE_CATALOGUE,
    TableKind.CLASSES: Permission.CHANGE_CATALOGUE,
    TableKind.DISCOUNTS: Permission.CHANGE_CATALOGUE,
    TableKind.OPERATORS: Permission.CHANGE_OPERATORS,
    TableKind.PARAMETERS: Permission.CHANGE_PARAMETERS,
}
"""What it takes, beside PUBLISH, to publish each table: whoever may change it."""


SEES = {
    ProposalKind.ADD_STAFF: Permission.READ_STAFF,
    ProposalKind.CHANGE_STAFF: Permission.READ_STAFF,
    ProposalKind.RESET_STAFF: Permission.READ_STAFF,
    ProposalKind.CLOSE_CASE: Permission.READ_CASES,
    ProposalKind.MAKE_CLAIM: Permission.READ_MONEY,
    ProposalKind.GRANT_FLOAT: Permission.READ_MONEY,
    ProposalKind.CLOSE_SUSPENSE: Permission.READ_MONEY,
    ProposalKind.REFUND_SALE: Permission.READ_MONEY,
    ProposalKind.CORRECT_OWNER: Permission.READ_MONEY,
    ProposalKind.TAKE_LOAD_BACK: Permission.READ_MONEY,
    ProposalKind.TRANSFER: Permission.READ_MONEY,
    ProposalKind.SETTLE_OWNER: Permission.READ_MONEY,
    ProposalKind.CLAIM_FILE: Permission.READ_MONEY,
    ProposalKind.MOVE_BRANCH: Permission.READ_STAFF,
    ProposalKind.SET_TERMINAL: Permission.READ_TERMINALS,
    ProposalKind.RETIRE_TERMINAL: Permission.READ_TERMINALS,
    ProposalKind.ADMIT_TERMINAL: Permission.READ_TERMINALS,
    ProposalKind.RELEASE_CERTIFICATE: Permission.READ_TERMINALS,
    ProposalKind.UNLIST_CARD: Permission.READ_CARDS,
    ProposalKind.REPLACE_CARD: Permission.READ_CARDS,
    ProposalKind.TAKE_CARD_BACK: Permission.READ_CARDS,
    ProposalKind.CHANGE_OPERATOR: Permission.READ_OPERATORS,
}
"""What it takes to see a proposal of each kind."""


_DECIDE = {
    ProposalKind.SET_TERMINAL: Permission.APPROVE_TERMINALS,
    ProposalKind.RETIRE_TERMINAL: Permission.APPROVE_TERMINALS,
    ProposalKind.ADMIT_TERMINAL: Permission.APPROVE_TERMINALS,
    ProposalKind.RELEASE_CERTIFICATE: Permission.APPROVE_TERMINALS,
    ProposalKind.UNLIST_CARD: Permission.UNLIST_CARDS,
    ProposalKind.REPLACE_CARD: Permission.REISSUE_CARDS,
    ProposalKind.TAKE_CARD_BACK: Permission.REISSUE_CARDS,
    ProposalKind.CHANGE_OPERATOR: Permission.CHANGE_OPERATORS,
}


def deciding(proposal: Proposal) -> Permission:
    """What it takes to decide a proposal."""
    if proposal.kind is ProposalKind.CLOSE_CASE:
        return CLOSES[HANDLING[CaseKind[proposal.content["kind"]]].case_class]
    if SEES[proposal.kind] is Permission.READ_MONEY:
        return Permission.CHANGE_MONEY
    return _DECIDE.get(proposal.kind, Permission.CHANGE_STAFF)


def needs_totp(role: Role) -> bool:
    """Who must have a one-time code where the configuration asks for it: whoever may give power or decide on money."""
    return role in (Role.ADMINISTRATOR, Role.FINANCE)
