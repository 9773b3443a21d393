"""`terminal code`, `approve`."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable

from protocol.ids import BranchId
from protocol.instants import local_text
from protocol.limits import OBJECT_BYTES_MAX
from protocol.link.certificate import Role
from provisioning.edges import Edges, SecretSource, read_secret, refuse
from provisioning.files import PUBLIC, replace_file
from provisioning.keystore.port import OfficeSecrets
from provisioning.office import Office
from provisioning.passwords import password_bytes
from provisioning.refusals import Refusal, Refused
from provisioning.terminals import Place, approve, approve_order, hand_out_code


def unlock(args: Namespace, edges: Edges) -> OfficeSecrets | Refused:
    """The office's secrets, after its password was given."""
    password = read_secret(SecretSource("administrator password", args.password_fd, args.password_file), edges)
    return password if isinstance(password, Refused) else Office(args.office).keystore.unlock(password_bytes(password))


def together(named: Iterable[Role]) -> Role:
    """The roles that were typed, as one."""
    roles = Role(0)
    for role in named:
        roles |= role
    return roles


def code(args: Namespace, edges: Edges) -> int:
    """A one-time code for an installer."""
    held = unlock(args, edges)
    if isinstance(held, Refused):
        return refuse(held)
    place = Place(BranchId(args.branch), args.group, together(args.roles))
    made = hand_out_code(Office(args.office), held, args.terminal, place, edges.now())
    if isinstance(made, Refused):
        return refuse(made)
    print(f"One-time code for terminal {made.terminal}, one device, until {local_text(made.expires, 0)} UTC:")
    print(f"  {made.text}")
    print("Hand it to the installer by another way than the terminal's request will come.")
    return 0


def admit(args: Namespace, edges: Edges) -> int:
    """[!] Admit the device that made a request."""
    if args.out.exists():
        return refuse(Refused(Refusal.FILE_EXISTS, str(args.out)))
    try:
        with args.request.open("rb") as file:
            request = file.read(OBJECT_BYTES_MAX + 1)
    except FileNotFoundError:
        return refuse(Refused(Refusal.FILE_MISSING, str(args.request)))
    held = unlock(args, edges)
    if isinstance(held, Refused):
        return refuse(held)
    if args.device is None:
        admitted = approve(Office(args.office), held, request, edges.now())
    else:
        admitted = approve_order(Office(args.office), held, request, args.device, together(args.roles), edges.now())
    if isinstance(admitted, Refused):
        return refuse(admitted)
    replace_file(args.out, admitted.answer, PUBLIC)
    again = " It had been admitted before; this is the same answer." if admitted.again else ""
    print(f"Admitted terminal {admitted.terminal} with certificate {admitted.serial}.{again}")
    print(f"Bring {args.out} to the terminal; no other device can read the keys in it.")
    return 0
