"""`cards plan`, `again`, `inspect`."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from protocol.ids import ClassId
from protocol.money import parse_money
from provisioning.cards import apply, list_again, pins_for, preview
from provisioning.commands.terminal import unlock
from provisioning.edges import Edges, SecretSource, read_secret, refuse
from provisioning.files import PUBLIC, replace_file
from provisioning.inspection import inspect_card
from provisioning.office import Office, issuer_of, read_nameplate
from provisioning.plan import Order, PinPolicy, Plan, read_cards
from provisioning.refusals import Refusal, Refused
from provisioning.wording import reader_trouble
from terminal.drivers.card_reader.card_file import NotACard, open_card
from terminal.drivers.card_reader.port import CardReader, CardReaderError
from terminal.drivers.card_reader.virtual import VirtualReader

VIRTUAL_READER = "ACS VIRTUAL"


def plan(args: Namespace, edges: Edges) -> int:
    """Show a plan; [!] with --apply or --yes, carry it out."""
    office = Office(args.office)
    plate = read_nameplate(office)
    if isinstance(plate, Refused):
        return refuse(plate)
    if args.out.exists():
        return refuse(Refused(Refusal.FILE_EXISTS, str(args.out)))
    order = _order(args, edges)
    if isinstance(order, Refused):
        return refuse(order)
    given = read_secret(SecretSource("PIN", args.pin_fd, args.pin_file), edges) if order.pin is PinPolicy.GIVEN else ""
    if isinstance(given, Refused):
        return refuse(given)
    pins = pins_for(order, given)
    planned = preview(office, args.desk, order, pins, edges.now())
    if isinstance(planned, Refused):
        return refuse(planned)
    _print_plan(planned, order.digits)
    if args.mode == "dry-run":
        print("Nothing was done. Give --apply to carry this out.")
        return 0
    return _carry_out(args, edges, order, pins, len(planned.steps))


def _order(args: Namespace, edges: Edges) -> Order | Refused:
    cards = read_cards(args.cards, args.instance)
    if isinstance(cards, Refused):
        return cards
    try:
        load = parse_money(args.load, args.digits)
    except ValueError:
        return Refused(Refusal.LOAD_RANGE, args.load)
    issued = edges.today() if args.issued is None else args.issued
    valid_from = issued if args.valid_from is None else args.valid_from
    return Order(cards, ClassId(args.card_class), issued, valid_from, args.valid_until, load, PinPolicy(args.pin), args.digits)


def _print_plan(planned: Plan, digits: int) -> None:
    print(f"{'job':>8}  what the desk will do")
    for step in planned.steps:
        print(f"{step.job.number:>8}  {step.sentence}")
    cards = len(planned.steps)
    print(f"{'total':>8}  {cards} cards, first loads of {planned.loads.text(digits)}, {planned.pins} PINs")


def _carry_out(args: Namespace, edges: Edges, order: Order, pins: tuple[str, ...], cards: int) -> int:
    if args.mode == "apply" and edges.ask(f"Type {cards} to plan these {cards} cards for good: ").strip() != str(cards):
        return refuse(Refused(Refusal.NOT_CONFIRMED))
    held = unlock(args, edges)
    if isinstance(held, Refused):
        return refuse(held)
    applied = apply(Office(args.office), held, args.desk, order, pins, edges.now())
    if isinstance(applied, Refused):
        return refuse(applied)
    print(f"Planned as job list {applied.list} for desk {args.desk}.")
    return _write_list(args.out, applied.sealed, applied.list)


def _write_list(out: Path, sealed: bytes, number: int) -> int:
    try:
        replace_file(out, sealed, PUBLIC)
    except OSError as error:
        print(
            f"The file could not be written ({error.strerror}). Write it with `cards again {number} --out FILE`.", file=sys.stderr
        )
        return 1
    print(f"Bring {out} to the desk; no other device can read the PINs in it.")
    return 0


def again(args: Namespace, edges: Edges) -> int:
    """Write the file of a list once more."""
    office = Office(args.office)
    plate = read_nameplate(office)
    if isinstance(plate, Refused):
        return refuse(plate)
    if args.out.exists():
        return refuse(Refused(Refusal.FILE_EXISTS, str(args.out)))
    sealed = list_again(office, args.list)
    return refuse(sealed) if isinstance(sealed, Refused) else _write_list(args.out, sealed, args.list)


def inspect(args: Namespace, edges: Edges) -> int:
    """Say what is on a card and what is wrong with it."""
    held = unlock(args, edges)
    if isinstance(held, Refused):
        return refuse(held)
    try:
        reader = _virtual_reader(args.virtual_card) if args.virtual_card else edges.open_reader(args.reader)
    except (NotACard, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 1
    try:
        sound, text = inspect_card(reader, held.keyring(), issuer_of(held.environment), edges.today(), args.digits)
    except CardReaderError as error:
        print(reader_trouble(error), file=sys.stderr)
        return 1
    finally:
        reader.close()
    print(*(["VIRTUAL card"] if reader.virtual else []), *text, sep="\n")
    return 0 if sound else 1


def _virtual_reader(path: Path) -> CardReader:
    reader = VirtualReader(VIRTUAL_READER)
    reader.insert(open_card(path))
    return reader
