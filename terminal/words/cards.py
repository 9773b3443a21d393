"""What is said of a card: its states at head office, and its records."""

from __future__ import annotations

from enum import unique

from terminal.words.catalogue import Shown, Words


@unique
class StateName(Words, shown=Shown.PART):
    """What the card-state snapshot says; each has the name of its `protocol.link.tables.CardState`."""

    OK = ("in order", "正常", "正常")
    LOST = ("reported lost", "已挂失", "已掛失")
    STOLEN = ("reported stolen", "已报失窃", "已報失竊")
    RETURNED = ("returned", "已退卡", "已退卡")
    REPLACED = ("replaced by a newer card", "已换新卡", "已換新卡")
    NOT_SOLD = ("not sold yet", "未售出", "未售出")
    LOCKED = ("locked by head office", "已被总部锁定", "已被總部鎖定")
    UNDER_REVIEW = ("under review", "核查中", "核查中")


@unique
class KindName(Words, shown=Shown.LABEL):
    """What happened to a card; each has the name of its `protocol.card.record.Kind`. Records that move nothing have none."""

    ISSUE = ("Issued", "发卡", "發卡")
    SALE = ("Sale", "消费", "消費")
    VOID = ("Void", "撤销", "撤銷")
    LOAD = ("Load", "充值", "儲值")
    REFUND = ("Refund", "退款", "退款")
    CLAIM = ("Credit", "总部入账", "總部入帳")
    LOCK = ("Locked", "锁卡", "鎖卡")
    UNLOCK = ("Unlocked", "解锁", "解鎖")
    CASH_OUT = ("Cash out", "退现", "退現")
