"""The commands of head office: `tallycard-server [--config FILE] COMMAND`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from peewee import PeeweeException

from protocol.link.seal import WrongPassword
from protocol.link.violations import TheirViolation
from server.backup.faults import BackupFault
from server.cli.backup import add_backup_commands, restore_
from server.cli.cards import Mistake, add_card_commands, card_name
from server.cli.cases import add_case_commands
from server.cli.claims import add_claim_commands, add_reissue_command
from server.cli.password import add_password, read_password
from server.cli.reports import add_report_commands, tell
from server.cli.staff import add_staff_commands, invite
from server.clock import system_now
from server.config import ConfigMistakes, ServerConfig, load_config
from server.database import database, make_database, open_database, writing
from server.export import Form, export
from server.ledger.balances import total_of, transfers
from server.ledger.chart import Code
from server.ledger.identity import identity
from server.ledger.proofs import prove
from server.models.catalogue import ParameterRow
from server.opening import ALL, Audience, NotMigrated, make_office, open_keys
from server.schema import migrate
from server.settlement.cards.explain import explain, on_the_way
from server.settlement.credits.claims import ClaimMistake
from server.settlement.findings.cases import CaseMistake, cases_by_kind
from server.settlement.findings.released import release
from server.settlement.findings.suspense import SuspenseMistake
from server.settlement.intake import exchange
from server.settlement.office import revoke
from server.settlement.publish import TABLES, publish, publish_due
from server.settlement.rebook import NotEmpty, rebook
from server.settlement.standing_tables import publish_standing
from server.settlement.tables import NoShop
from server.shop import ShopMistake, import_shop
from server.stick import answer_stick

Command = Callable[[argparse.Namespace, ServerConfig], int]


def main(argv: list[str] | None = None) -> int:
    """Run one command; 0 if all is well, 1 if something does not hold, 2 for a mistake of the caller."""
    arguments = _parser().parse_args(argv)
    try:
        config = load_config(arguments.config)
        command: Command = arguments.command
        if command in (serve, restore_):  # these open a database themselves
            return command(arguments, config)
        open_database(config.database_url, config.database_password_file)
        with database.connection_context():
            return command(arguments, config)
    except (
        ConfigMistakes,
        NotMigrated,
        NoShop,
        NotEmpty,
        ShopMistake,
        Mistake,
        CaseMistake,
        ClaimMistake,
        SuspenseMistake,
        BackupFault,
        TheirViolation,
    ) as error:
        print(error, file=sys.stderr)
    except WrongPassword:
        print("the password is wrong, or the file that it opens is damaged", file=sys.stderr)
    except (OSError, ValueError, PeeweeException) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tallycard-server", description="Head office: intake, ledger, settlement.")
    parser.add_argument("--config", type=Path, default=Path("server.toml"), help="configuration file (default: server.toml)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Command, words: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=words, description=words)
        sub.set_defaults(command=command)
        return sub

    add("migrate", migrate_, "bring the database to the present shape")
    served = add("serve", serve, "answer terminals, and browsers below /office and /members")
    words = "answer these alone, in a process of their own; may be given several times (default: all)"
    served.add_argument("--audience", type=Audience, action="append", choices=list(Audience), metavar=_audiences(), help=words)
    add_password(served)
    stick = add("stick", stick_, "answer the packets on a USB stick")
    stick.add_argument("folder", type=Path)
    add_password(stick)
    shop = commands.add_parser("shop", help="the shop's masters").add_subparsers(required=True, metavar="ACTION")
    words = "replace items, classes, discounts, operators and parameters; what the file says of terminals and owners stands, also"
    imported = shop.add_parser("import", help=f"{words} where two persons have set it on the pages")
    imported.add_argument("file", type=Path)
    imported.set_defaults(command=shop_import)
    published = add("publish", publish_, "sign the tables that have changed")
    published.add_argument("--whole", action="store_true", help="the card states as a whole snapshot, not as what changed")
    published.add_argument(
        "--due",
        action="store_true",
        help="no edit that nobody has published: what was planned and whose day has come, and PINs chosen at terminals",
    )
    add_password(published)
    card = commands.add_parser("card", help="the card-state list").add_subparsers(required=True, metavar="ACTION")
    add_card_commands(card)
    add_reissue_command(card)
    add("prove", prove_, "recompute everything that must be true; exit 1 if something is not").add_argument(
        "--json", action="store_true"
    )
    add("rebook", rebook_, "book the stored evidence into an empty database and compare").add_argument(
        "--into", required=True, metavar="URL"
    )
    add_report_commands(add("tell", tell, "bring the lines that reports read up to date; exit 1 if the books say otherwise"))
    exported = add("export", export_, "the books for other programs")
    exported.add_argument("--format", type=Form, choices=list(Form), required=True, metavar="|".join(form.value for form in Form))
    exported.add_argument("--out", type=Path, help="file to write (default: standard output)")
    add("totals", totals, "counts and sums by code, from the ledger").add_argument("--json", action="store_true")
    explained = add("explain", explain_, "one card's balance, or with --all what all cards are owed; exit 1 if not explained")
    explained.add_argument("card", type=card_name, nargs="?", metavar="NUMBER.INSTANCE")
    explained.add_argument("--all", action="store_true", help="the nightly identity over all cards")
    released = add_case_commands(commands)
    released.set_defaults(command=case_release)
    add_password(released)
    add_claim_commands(commands)
    add_staff_commands(commands)
    add_backup_commands(commands)
    add("revoke", revoke_, "take nothing more that this certificate signs").add_argument("serial", type=int)
    return parser


def _audiences() -> str:
    return "|".join(one.value for one in Audience)


def migrate_(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Run the scripts that are waiting."""
    for name in migrate():
        print(f"applied {name}")
    return 0


def serve(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Answer terminals and browsers until stopped."""
    from server.serving import serve_app  # the web server is imported only where it is wanted

    keys = open_keys(config.keys_file, read_password(arguments))
    audiences = frozenset(arguments.audience or ALL)
    if Audience.OFFICE in audiences:
        invite(config)
    serve_app(config, keys, audiences)
    return 0


def stick_(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Take what terminals put on a stick, and leave the answers on it."""
    office = make_office(config, open_keys(config.keys_file, read_password(arguments)))
    for name in answer_stick(arguments.folder, lambda packet: exchange(packet, office)):
        print(name)
    return 0


def shop_import(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Replace the masters."""
    for table, count in import_shop(arguments.file, system_now()).items():
        print(f"{table}: {count}")
    return 0


def publish_(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Sign what has changed."""
    keys, now = open_keys(config.keys_file, read_password(arguments)), system_now()
    tables = publish_due(keys, now)
    if arguments.due:
        tables |= publish_standing(keys, now)
    versions = tables | publish(keys, now, whole=arguments.whole, kinds=() if arguments.due else TABLES)
    for kind, version in versions.items():
        print(f"{kind.name.lower()}: version {version}")
    return 0


def prove_(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Print figures, what cases there are, and what does not hold."""
    proof = prove()
    figures = proof.figures | cases_by_kind()
    if arguments.json:
        print(json.dumps({"holds": proof.holds, "figures": figures, "failures": proof.failures}, indent=2))
    else:
        _figures(figures)
        for failure in proof.failures:
            print(f"DOES NOT HOLD: {failure}")
        print("all holds" if proof.holds else f"{len(proof.failures)} failures")
    return 0 if proof.holds else 1


def rebook_(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Book again elsewhere and compare digests."""
    result = rebook(make_database(arguments.into), config.utc_offset_minutes)
    print(f"batches  {result.batches}\nhere     {result.digest_here}\nthere    {result.digest_there}")
    same = result.digest_here == result.digest_there and result.proof.holds
    print("the same ledger" if same else "NOT THE SAME")
    return 0 if same else 1


def export_(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Write the journal."""
    shop = ParameterRow.select().first()
    if shop is None:
        raise NoShop("there is no shop yet: import one first")
    lines = export(transfers(by_day=True), arguments.format, shop.currency, shop.digits)
    if arguments.out is None:
        _write(lines, sys.stdout.write)
    else:
        with arguments.out.open("w", encoding="utf-8") as file:
            _write(lines, file.write)
    return 0


def _write(lines: Iterable[str], write: Callable[[str], object]) -> None:
    for line in lines:
        write(line + "\n")


def totals(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """What was sold, loaded and given back."""
    proof = prove()
    figures: dict[str, int] = {}
    for code, count, minor in (
        (Code.CARD_SALE, "card_sales", "card_minor"),
        (Code.CARD_VOID, "card_voids", "void_minor"),
        (Code.LOAD, "loads", "load_minor"),
        (Code.CARD_REFUND, "card_refunds", "refund_minor"),
        (Code.CASH_SALE, "cash_sales", "cash_minor"),
        (Code.CASH_REFUND, "cash_refunds", "cash_refund_minor"),
    ):
        total = total_of(code)
        figures[count], figures[minor] = total.count, total.amount.minor
    figures |= {name: proof.figures[name] for name in ("batches", "ledger_sum", "unexplained")} | on_the_way()
    if arguments.json:
        print(json.dumps(figures, indent=2))
    else:
        _figures(figures)
    return 0


def explain_(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Print one card's explained balance, or that of all."""
    shop = ParameterRow.select().first()
    digits = shop.digits if shop is not None else 0
    if arguments.all == (arguments.card is not None):
        raise Mistake("explain either one card or --all")
    if arguments.all:
        terms = identity()
        print("\n".join(terms.lines(digits)))
        return 1 if terms.rest or terms.mismatch else 0
    explained = explain(arguments.card)
    print("\n".join(explained.lines(digits)))
    return 1 if explained.unexplained else 0


def case_release(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Book what a revoked certificate has signed."""
    office = make_office(config, open_keys(config.keys_file, read_password(arguments)))
    release(arguments.number, arguments.by, arguments.checked_by, arguments.reason, office)
    print(f"case {arguments.number} is closed: what it was about is stored and booked")
    return 0


def revoke_(arguments: argparse.Namespace, config: ServerConfig) -> int:
    """Revoke a certificate."""
    with writing():
        revoke(arguments.serial, system_now())
    print(f"certificate {arguments.serial} is revoked")
    return 0


def _figures(figures: dict[str, int]) -> None:
    for name, value in figures.items():
        print(f"{name:<20} {value}")
