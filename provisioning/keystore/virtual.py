"""A keystore in memory, for demonstrations and tests: the same answers, no disk and no lock worth the name."""

from __future__ import annotations

import hmac

from provisioning.keystore.port import OfficeSecrets
from provisioning.refusals import Refusal, Refused

PLACE = "the virtual keystore"


class VirtualKeystore:
    """Secrets that vanish with the process. `damage` is a lever: the next unlock finds rubbish."""

    def __init__(self) -> None:
        self._held: OfficeSecrets | None = None
        self._password = b""
        self.damage = False

    def create(self, held: OfficeSecrets, password: bytes) -> Refused | None:
        """Store the secrets of a new office."""
        if self._held:
            return Refused(Refusal.OFFICE_EXISTS, PLACE)
        self._held, self._password = held, password
        return None

    def unlock(self, password: bytes) -> OfficeSecrets | Refused:
        """The secrets, or why not."""
        if self._held is None:
            return Refused(Refusal.OFFICE_MISSING, PLACE)
        if self.damage:
            return Refused(Refusal.FILE_DAMAGED, PLACE)
        if not hmac.compare_digest(password, self._password):
            return Refused(Refusal.PASSWORD_WRONG, PLACE)
        return self._held

    def lock_again(self, old: bytes, new: bytes) -> Refused | None:
        """Change the password."""
        held = self.unlock(old)
        if isinstance(held, Refused):
            return held
        self._password = new
        return None
