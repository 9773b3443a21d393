"""Photos of members. What is uploaded is read as a picture and made anew, small and without what a camera wrote into it."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from protocol.instants import Instant
from server.audit import Actor, Deed, record
from server.database import run, writing
from server.usecases.declined import Declined, Reason
from server.usecases.members.members import member_numbered

FORMATS = ("JPEG", "PNG", "WEBP")
PIXELS_MAX = 40_000_000
SIZE = (360, 480)
QUALITY = 82


def photo_of(number: int) -> bytes:
    """The JPEG. Raises Declined where there is none."""
    row = run("SELECT jpeg FROM member_photo WHERE member = %s", (number,)).fetchone()
    if row is None:
        raise Declined(Reason.NOT_THERE)
    return bytes(row[0])


def has_photo(number: int) -> bool:
    """Whether there is one."""
    return run("SELECT 1 FROM member_photo WHERE member = %s", (number,)).fetchone() is not None


def keep_photo(number: int, uploaded: bytes, actor: Actor, now: Instant) -> None:
    """This is the member's photo from now on. Raises Declined."""
    jpeg = _small_jpeg(uploaded)
    with writing():
        member_numbered(number)
        run("DELETE FROM member_photo WHERE member = %s", (number,))
        run("INSERT INTO member_photo (member, jpeg, taken_at) VALUES (%s, %s, %s)", (number, jpeg, now))
        record(actor, Deed("member photo kept", f"member {number}"), now)


def drop_photo(number: int, actor: Actor, now: Instant) -> None:
    """No photo any more. Raises Declined."""
    with writing():
        if not has_photo(number):
            raise Declined(Reason.NOT_NEEDED)
        run("DELETE FROM member_photo WHERE member = %s", (number,))
        record(actor, Deed("member photo dropped", f"member {number}"), now)


def _small_jpeg(uploaded: bytes) -> bytes:
    try:
        with Image.open(BytesIO(uploaded), formats=FORMATS) as picture:
            if picture.width * picture.height > PIXELS_MAX:
                raise Declined(Reason.PHOTO_UNFIT)
            picture.draft("RGB", (2 * SIZE[0], 2 * SIZE[1]))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Declined(Reason.PHOTO_UNFIT) from None
    upright.thumbnail(SIZE)
    made = BytesIO()
    Image.frombytes("RGB", upright.size, upright.tobytes()).save(made, "JPEG", quality=QUALITY, optimize=True)
    return made.getvalue()
