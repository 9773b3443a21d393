"""What a member reads on his display, two lines of 20 columns."""

from __future__ import annotations

from enum import unique

from terminal.words.catalogue import Shown, Words


@unique
class MemberWord(Words, shown=Shown.MEMBER):
    """A line; those marked so have an amount or a number at their right."""

    WELCOME = ("WELCOME", "欢迎光临", "歡迎光臨")

    # what is to be paid
    TOTAL = ("TOTAL", "合计", "合計", Shown.MEMBER_LABEL)
    AMOUNT = ("AMOUNT", "金额", "金額", Shown.MEMBER_LABEL)
    ITEM = ("ITEM {code}", "商品 {code}", "商品 {code}", Shown.MEMBER_LABEL)
    PRESENT_CARD = ("PRESENT CARD", "请放卡", "請放卡")
    PIN = ("PIN", "密码", "密碼")
    NEW_PIN = ("CHOOSE A NEW PIN", "请设新密码", "請設新密碼")
    PIN_AGAIN = ("THE PIN ONCE MORE", "请再输一次密码", "請再輸一次密碼")
    PIN_STARS = ("PIN {stars}", "密码 {stars}", "密碼 {stars}")

    # what was done
    PAID = ("PAID", "已付款", "已付款", Shown.MEMBER_LABEL)
    FINISHED = ("FINISHED", "刚刚完成", "剛剛完成", Shown.MEMBER_LABEL)
    LOADED = ("LOADED", "已充值", "已儲值", Shown.MEMBER_LABEL)
    REFUNDED = ("REFUNDED", "已退款", "已退款", Shown.MEMBER_LABEL)
    VOIDED = ("VOIDED", "已撤销", "已撤銷", Shown.MEMBER_LABEL)
    CREDITED = ("CREDITED", "已入卡", "已入卡", Shown.MEMBER_LABEL)
    BALANCE = ("BAL {amount}", "余额 {amount}", "餘額 {amount}")

    # uses
    USES = ("USES", "次数", "次數", Shown.MEMBER_LABEL)
    USES_TAKEN = ("{count} TAKEN", "扣 {count} 次", "扣 {count} 次", Shown.PART)
    USES_ADDED = ("{count} ADDED", "加 {count} 次", "加 {count} 次", Shown.PART)
    USES_LEFT = ("USES LEFT", "剩余次数", "剩餘次數", Shown.MEMBER_LABEL)

    # what else concerns him
    NOT_FINISHED = ("NOT FINISHED", "未完成", "未完成")
    SAME_CARD_AGAIN = ("SAME CARD AGAIN", "请再放同一张卡", "請再放同一張卡")
    NOT_CHARGED = ("NOT CHARGED", "未扣款", "未扣款")
    NOT_LOADED = ("NOT LOADED", "未充值", "未儲值")
    TAKE_CASH_BACK = ("TAKE YOUR CASH BACK", "请取回现金", "請取回現金")
    PLEASE_WAIT = ("PLEASE WAIT", "请稍候", "請稍候")
    CANCELLED = ("CANCELLED", "已取消", "已取消")
    LOW_BALANCE = ("LOW BALANCE", "余额偏低", "餘額偏低")
    CARD_ENDS = ("CARD ENDS {day}", "卡到期 {day}", "卡到期 {day}")
