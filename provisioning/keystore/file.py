"""The keystore as one file of mode 0600, locked with Argon2id and AES-256-GCM, replaced whole or not at all."""

from __future__ import annotations

from pathlib import Path

from protocol.link.seal import WrongPassword, lock_with_password, unlock_with_password
from protocol.link.violations import TheirViolation
from provisioning.files import folder_is_loose, read_secret_file, replace_file
from provisioning.keystore.port import OfficeSecrets, decode_secrets, encode_secrets
from provisioning.refusals import Refusal, Refused


class FileKeystore:
    """The office's secrets in `path`. The folder must be the owner's alone to write."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def create(self, held: OfficeSecrets, password: bytes) -> Refused | None:
        """Store the secrets of a new office."""
        if self.path.exists():
            return Refused(Refusal.OFFICE_EXISTS, str(self.path))
        replace_file(self.path, lock_with_password(password, encode_secrets(held)))
        return None

    def unlock(self, password: bytes) -> OfficeSecrets | Refused:
        """The secrets, or why not."""
        try:
            locked = read_secret_file(self.path)
        except (FileNotFoundError, NotADirectoryError):
            return Refused(Refusal.OFFICE_MISSING, str(self.path.parent))
        if isinstance(locked, Refused):
            return locked
        if folder_is_loose(self.path.parent):
            return Refused(Refusal.FILE_LOOSE, str(self.path.parent))
        try:
            held = decode_secrets(unlock_with_password(password, locked))
        except WrongPassword:
            return Refused(Refusal.PASSWORD_WRONG, str(self.path))
        except TheirViolation:
            held = None
        return held or Refused(Refusal.FILE_DAMAGED, str(self.path))

    def lock_again(self, old: bytes, new: bytes) -> Refused | None:
        """Change the password; the old file rules until the new one is on disk."""
        held = self.unlock(old)
        if isinstance(held, Refused):
            return held
        replace_file(self.path, lock_with_password(new, encode_secrets(held)))
        return None
