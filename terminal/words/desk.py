"""What the operator of a desk reads of head office's orders."""

from __future__ import annotations

from enum import unique

from terminal.words.catalogue import Shown, Words


@unique
class OrderName(Words, shown=Shown.LABEL):
    """What is to be done, before an amount; each has the name of its `protocol.link.desk_orders.OrderKind`."""

    MAKE = ("Make", "制卡", "製卡")
    SELL = ("Sell", "售卡", "售卡")
    LOAD = ("Top up", "充值", "儲值")
    CASH_OUT = ("Give cash", "退现", "退現")
    RETURN = ("Card back", "退卡", "退卡")
    LOCK = ("Lock", "锁卡", "鎖卡")
    UNLOCK = ("Unlock", "解锁", "解鎖")
    READ = ("Look", "读卡", "讀卡")
    SET_PIN = ("New PIN", "改密码", "改密碼")
    EXTEND = ("Extend", "延期", "延期")
    MEND = ("Repair", "修卡", "修卡")


@unique
class DeskWord(Words, shown=Shown.LINE):
    """Lines of the desk's jobs."""

    NO_JOBS = ("Waiting for jobs", "等待总部任务", "等待總部工作")
    LAY_BLANK = ("Lay a blank card", "请放空白卡", "請放空白卡")
    LAY_CARD = ("Lay this card", "请放此卡", "請放此卡")
    TAKE_CASH = ("Take the cash first", "请先收现金", "請先收現金")
    BACK_DECLINES = ("BACK=decline", "BACK=拒绝", "BACK=拒絕", Shown.PART)
    MEMBERS_PIN = ("Member: a new PIN", "请会员设密码", "請會員設密碼")
    MEMBERS_PIN_AGAIN = ("The PIN once more", "请再输一次密码", "請再輸一次密碼")
    JOB_DONE = ("Done: job {number}", "任务完成 {number}", "工作完成 {number}")
    NOT_BLANK = (
        "Not a blank card. Lay another one.",
        "不是空白卡，请另放一张。",
        "不是空白卡，請另放一張。",
        Shown.SENTENCE,
    )
    ANOTHER_CARD = ("This is another card.", "不是这张卡。", "不是這張卡。", Shown.SENTENCE)
    CARD_FAULT = (
        "Not finished: the same card again.",
        "未完成，请再放同一张卡。",
        "未完成，請再放同一張卡。",
        Shown.SENTENCE,
    )
