"""What a member reads on his display where a card or a sale is refused: the reason, then what he can do, with the code."""

from __future__ import annotations

from enum import unique

from terminal.words.catalogue import Shown, Words


@unique
class Reason(Words, shown=Shown.MEMBER):
    """Why not, in one line."""

    USES_NEED_CARD = ("ONLY BY CARD", "须用卡付款", "須用卡付款")
    USES_NOT_REFUNDED = ("USES NOT REFUNDED", "次数不能退", "次數不能退")
    NOT_OURS = ("NOT OUR CARD", "非本店会员卡", "非本店會員卡")
    WRONG_TYPE = ("KIND NOT ACCEPTED", "不支持此类卡", "不支援此類卡")
    DAMAGED = ("CARD NOT READABLE", "卡片无法读取", "卡片無法讀取")
    CODE_BLOCKED = ("CARD IS BLOCKED", "卡片已锁死", "卡片已鎖死")
    NOT_ACCEPTED = ("CARD NOT ACCEPTED", "此卡不可使用", "此卡不可使用")
    KEY_VERSION = ("CARD NOT KNOWN HERE", "本机无法读此卡", "本機無法讀此卡")
    EXPIRED = ("CARD HAS EXPIRED", "卡已过期", "卡已過期")
    NOT_YET_VALID = ("CARD NOT VALID YET", "卡尚未生效", "卡尚未生效")
    LOCKED = ("CARD IS LOCKED", "卡已锁定", "卡已鎖定")
    LISTED_LOST = ("REPORTED LOST", "卡已挂失", "卡已掛失")
    LISTED_RETURNED = ("CARD WAS RETURNED", "此卡已退", "此卡已退")
    LISTED_REPLACED = ("CARD WAS REPLACED", "已换新卡", "已換新卡")
    LISTED_NOT_SOLD = ("CARD NOT SOLD YET", "此卡未售出", "此卡未售出")
    LISTED_UNDER_REVIEW = ("CARD UNDER REVIEW", "卡片核查中", "卡片核查中")
    WRONG_GROUP = ("NOT AT THIS TERMINAL", "此卡不可在本机用", "此卡不可在本機用")
    ANOTHER_CARD = ("ANOTHER CARD", "不是同一张卡", "不是同一張卡")
    RECORDS_FULL = ("CARD IS FULL", "卡内记录已满", "卡內記錄已滿")
    INSUFFICIENT_BALANCE = ("ONLY {amount} LEFT", "余额不足 {amount}", "餘額不足 {amount}")
    BALANCE_TOO_HIGH = ("AT MOST {amount}", "卡内最多 {amount}", "卡內最多 {amount}")
    NO_USES_LEFT = ("ONLY {count} USES LEFT", "次数不足 余 {count}", "次數不足 餘 {count}")
    TOO_MANY_SALES = ("{count} A DAY, NO MORE", "每日限用 {count} 次", "每日限用 {count} 次")
    BELOW_LEAST_SALE = ("AT LEAST {amount}", "至少消费 {amount}", "至少消費 {amount}")
    SALE_LIMIT = ("LIMIT {amount}", "单笔上限 {amount}", "單筆上限 {amount}")
    DAY_LIMIT = ("TODAY {amount} MORE", "今日还可用 {amount}", "今日還可用 {amount}")
    WRONG_PIN = ("WRONG PIN, {count} LEFT", "密码错 还可试{count}次", "密碼錯 還可試{count}次")
    PIN_LOCKED = ("PIN IS LOCKED", "密码已锁定", "密碼已鎖定")
    NO_PIN = ("CARD HAS NO PIN", "此卡未设密码", "此卡未設密碼")
    ABOVE_FLOAT = ("CANNOT LOAD NOW", "暂不可充值", "暫不可儲值")
    SALE_OF_ANOTHER_CARD = ("PAID BY ANOTHER CARD", "以另一张卡支付", "以另一張卡支付")
    STOPPED = ("TERMINAL STOPPED", "本机暂停服务", "本機暫停服務")
    OUT_OF_TOUCH = ("NO CARDS NOW", "暂停刷卡", "暫停刷卡")


@unique
class NextStep(Words, shown=Shown.MEMBER_STEP):
    """What he can do."""

    DESK = ("SERVICE DESK", "请到服务台", "請到服務台")
    CASH = ("PAY IN CASH", "请付现金", "請付現金")
    LOAD_OR_CASH = ("LOAD OR CASH", "请充值或付现金", "請儲值或付現金")
    LOAD_LESS = ("LOAD LESS", "请减少充值", "請減少儲值")
    AGAIN = ("TRY AGAIN", "请再试一次", "請再試一次")
    PIN_AGAIN = ("KEY PIN AGAIN", "请再输密码", "請再輸密碼")
    SAME_CARD = ("THE SAME CARD", "请放原来的卡", "請放原來的卡")
    MEMBER_CARD = ("YOUR MEMBER CARD", "请出示会员卡", "請出示會員卡")
    CASHIER = ("ASK THE CASHIER", "请问收银员", "請問收銀員")
