"""What an operator may do at a terminal (SPEC 6.4)."""

from __future__ import annotations

from enum import IntFlag


class Right(IntFlag):
    """A bit set; other bits are refused in an operator table. TAKINGS: see what a terminal took. SUPERVISE: lend a right
    to another operator for one act, and close another's shift.
    """

    SELL = 1
    VOID = 2
    REFUND = 4
    LOAD = 8
    PERSONALISE = 16
    SERVICE = 32
    SHIFT = 64
    PAY_OUT = 128
    TAKINGS = 256
    LOSS = 512
    SUPERVISE = 1024
    REHEARSE = 2048


ALL_RIGHTS = 0b1111_1111_1111
OFFICE_PIN = Right.SUPERVISE | Right.PERSONALISE | Right.SERVICE
"""Whoever has one of these gets a new PIN from head office alone: no terminal can give itself a supervisor."""
