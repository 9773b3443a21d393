"""`pi`."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from provisioning.edges import Edges, refuse
from provisioning.pi.files import INSTALLER, files_for, installer
from provisioning.refusals import Refusal, Refused

CONFIG_BYTES_MAX = 65_536


def write(args: Namespace, edges: Edges) -> int:
    """A new folder with every file of one terminal below `files`, and the installer beside it."""
    if args.folder.exists():
        return refuse(Refused(Refusal.FILE_EXISTS, str(args.folder)))
    try:
        with args.config.open(encoding="utf-8") as file:
            config = file.read(CONFIG_BYTES_MAX)
    except FileNotFoundError:
        return refuse(Refused(Refusal.FILE_MISSING, str(args.config)))
    except UnicodeDecodeError:
        return refuse(Refused(Refusal.CONFIG_UNREADABLE, "it is not UTF-8 text"))
    files = files_for(config)
    if isinstance(files, Refused):
        return refuse(files)
    for place, text in files.items():
        _put(args.folder / "files" / place.lstrip("/"), text)
    script = args.folder / INSTALLER
    _put(script, installer())
    script.chmod(0o755)
    print(f"Wrote {len(files)} files. Take {args.folder} to the Pi and run {INSTALLER} there as root.")
    return 0


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
