"""What an operator may do at a terminal (SPEC 6.4)."""

from __future__ import annotations

from enum import IntFlag


class Right(IntFlag):
    """A bit set; other bits are refused in an operator table."""

    SELL = 1
    VOID = 2
    REFUND = 4
    LOAD = 8
    PERSONALISE = 16
    SERVICE = 32


ALL_RIGHTS = 0b11_1111
