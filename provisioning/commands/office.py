"""`office create`, `show`, `password`, `record`."""

from __future__ import annotations

from argparse import Namespace

from protocol.instants import local_text
from provisioning.edges import Edges, SecretSource, read_secret, refuse
from provisioning.issue_record import first_break, lines
from provisioning.office import Nameplate, Office, change_password, create_office, read_nameplate
from provisioning.refusals import Refused
from provisioning.registry import act


def create(args: Namespace, edges: Edges) -> int:
    """[!] Make an office."""
    password = read_secret(SecretSource("administrator password", args.password_fd, args.password_file), edges, new=True)
    if isinstance(password, Refused):
        return refuse(password)
    server_source = SecretSource("server password", args.server_password_fd, args.server_password_file)
    server_password = read_secret(server_source, edges, new=True)
    if isinstance(server_password, Refused):
        return refuse(server_password)
    made = create_office(args.office, password, server_password, edges.now())
    if isinstance(made, Refused):
        return refuse(made)
    office = Office(args.office)
    print(
        f"Made an office at {args.office}. Copy this folder to two more places now: without it and the\n"
        "administrator password nobody can admit terminals or make cards."
    )
    _print_nameplate(made)
    print(f"The settlement server gets {office.server_keys} and the server password.")
    return 0


def _print_nameplate(plate: Nameplate) -> None:
    print("Installers type these into each terminal:")
    print(f"  root public key  {plate.root_public.hex()}")
    print(f"  environment      {plate.environment.hex()}")
    print(f"Card keys: version {plate.key_version}")


def show(args: Namespace, edges: Edges) -> int:
    """What is public about an office, and how far its issue record goes."""
    office = Office(args.office)
    plate = read_nameplate(office)
    if isinstance(plate, Refused):
        return refuse(plate)
    _print_nameplate(plate)
    with act(office.registry) as database:
        record = lines(database)
        (terminals,) = database.execute("SELECT count(DISTINCT terminal) FROM certificate").fetchone()
        (cards,) = database.execute("SELECT count(*) FROM job").fetchone()
    print(f"Terminals admitted: {terminals}. Cards planned: {cards}.")
    print(f"Issue record: {len(record)} lines, the last one {record[-1].hash.hex()}")
    return _judge_record(first_break(record))


def _judge_record(broken: int | None) -> int:
    if broken is None:
        return 0
    print(f"The issue record was changed: line {broken} does not follow from those before it.")
    return 1


def password(args: Namespace, edges: Edges) -> int:
    """Change the administrator password."""
    old = read_secret(SecretSource("administrator password", args.password_fd, args.password_file), edges)
    if isinstance(old, Refused):
        return refuse(old)
    new = read_secret(SecretSource("new password", args.new_password_fd, args.new_password_file), edges, new=True)
    if isinstance(new, Refused):
        return refuse(new)
    refused = change_password(Office(args.office), old, new, edges.now())
    if refused:
        return refuse(refused)
    print("The password was changed. Copies of the office made before still open with the old one: replace them.")
    return 0


def record(args: Namespace, edges: Edges) -> int:
    """Every act of the locked room (times in UTC)."""
    office = Office(args.office)
    plate = read_nameplate(office)
    if isinstance(plate, Refused):
        return refuse(plate)
    with act(office.registry) as database:
        found = lines(database)
    for line in found:
        print(f"{line.number:>5}  {local_text(line.at, 0)}  {line.kind:<18} {line.detail}  {line.hash.hex()[:16]}")
    return _judge_record(first_break(found))
