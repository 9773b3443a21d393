"""The console's word: whoever can read what the server's console prints may set up the first administrator, and stands for the
second person as long as there is only one."""

from __future__ import annotations

import hashlib
import hmac

from protocol.instants import MS_PER_MINUTE, Instant
from server.audit import Actor, Deed, record
from server.database import run, writing
from server.usecases.declined import Declined, Reason
from server.usecases.staff.passwords import one_time_code, plain_code

WORD_MINUTES = 60
CONSOLE = Actor(None, "console")


def new_word(now: Instant) -> str:
    """A word for the next hour; one that was printed before opens nothing any more."""
    word = one_time_code()
    with writing():
        run("DELETE FROM console_word")
        run("INSERT INTO console_word (id, hash, until) VALUES (1, %s, %s)", (_hash(word), now + WORD_MINUTES * MS_PER_MINUTE))
        record(CONSOLE, Deed("word printed", "console"), now)
    return word


def use_word(typed: str, now: Instant) -> None:
    """Use the word up. Must run inside `writing()`; raises Declined."""
    row = run("SELECT hash, until FROM console_word").fetchone()
    if row is None or now > row[1] or not hmac.compare_digest(bytes(row[0]), _hash(plain_code(typed))):
        raise Declined(Reason.WORD_WRONG)
    run("DELETE FROM console_word")


def _hash(word: str) -> bytes:
    return hashlib.sha256(word.encode()).digest()
