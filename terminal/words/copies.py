"""The list of slips that can be printed again."""

from __future__ import annotations

from enum import unique

from terminal.words.catalogue import Shown, Words


@unique
class SlipName(Words, shown=Shown.PART):
    """What a slip is, behind its number and time and before its amount; each has the name of its `old_slips.OldKind`."""

    SALE = ("Sale", "消费", "消費")
    VOID = ("Void", "撤销", "撤銷")
    REFUND = ("Back", "退款", "退款")
    LOAD = ("Load", "充值", "儲值")
    CLAIM = ("Credit", "入账", "入帳")
    CASH_OUT = ("Cash", "退现", "退現")
    PAY_OUT = ("Out", "支出", "支出")
    LOSS = ("Lost", "挂失", "掛失")
    HANDOVER = ("Hand", "换班", "換班")
    SHIFT = ("Z", "交班", "交班")


@unique
class CopyWord(Words, shown=Shown.LINE):
    """What the list says beside."""

    LIST_KEYS = ("ENTER=go MENU=list", "ENTER继续 MENU列表", "ENTER繼續 MENU列表")
    NO_SLIPS = ("No slips yet", "尚无单据", "尚無單據")
