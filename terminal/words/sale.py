"""What the sale says.

The fixed words of the hard moments (PAID, NOT FINISHED, ...) are part of how cashiers are trained: change them nowhere
but here.
"""

from __future__ import annotations

from enum import unique

from terminal.words.catalogue import Shown, Words


@unique
class Phrase(Words, shown=Shown.SENTENCE):
    """Sentences on the pages of the cashier's display; some are spoken as well."""

    # the hard moments: fixed words
    NOT_FINISHED = ("NOT FINISHED – same card again", "未完成 – 请再放同一张卡", "未完成 – 請再放同一張卡")
    PAID = ("PAID", "已付款", "已付款")
    PAID_LATE = ("PAID (finished now)", "已付款（刚刚完成）", "已付款（剛剛完成）")
    FINISHED_LATE = ("FINISHED NOW", "刚刚完成", "剛剛完成")
    NOT_CHARGED = ("NOT CHARGED", "未扣款", "未扣款")
    NOT_CREDITED = ("NOT PUT ONTO THE CARD", "未存入卡内", "未存入卡內")
    RETURN_CASH = ("NOT LOADED – return {amount} in cash", "未充值 – 请退还现金 {amount}", "未儲值 – 請退還現金 {amount}")
    OFFICE_DECIDES = (
        "HEAD OFFICE WILL DECIDE – do not charge again",
        "由总部处理 – 请勿重复收款",
        "由總部處理 – 請勿重複收款",
    )

    # spoken alone
    NOT_ACCEPTED = ("Not accepted. Please ask the cashier.", "未能付款，请询问收银员。", "未能付款，請詢問收銀員。", Shown.VOICE)

    # the other ends
    CARD_LOCKED = ("The card is locked", "卡已锁定", "卡已鎖定")
    UNLOCKED = ("The card is unlocked again", "卡已解锁", "卡已解鎖")
    CARD_CHANGED = ("The card is changed", "卡已改写", "卡已改寫")
    REFUND_DONE = ("REFUNDED", "已退款", "已退款")
    LOAD_DONE = ("LOADED", "已充值", "已儲值")
    VOID_DONE = ("VOIDED", "已撤销", "已撤銷")
    CASH_OUT_DONE = ("PAY OUT {amount} IN CASH", "请付现金 {amount}", "請付現金 {amount}")
    CLAIM_DONE = ("CREDITED BY HEAD OFFICE", "总部款项已入卡", "總部款項已入卡")

    # prompts
    TOTAL = ("TOTAL", "合计", "合計")
    PRESENT_CARD = ("Present the card: {amount}", "请放卡：{amount}", "請放卡：{amount}")
    PRESENT_ANY_CARD = ("Present the card", "请放卡", "請放卡")
    ASK_PIN = ("Customer: PIN for {amount}", "请顾客输入密码：{amount}", "請顧客輸入密碼：{amount}")
    CANCELLED = ("Cancelled. Nothing was charged.", "已取消，未扣款。", "已取消，未扣款。")
    BALANCE = ("Balance {balance}", "余额 {balance}", "餘額 {balance}")
    USES_TAKEN = ("{count} used, {left} left", "扣 {count} 次，余 {left} 次", "扣 {count} 次，餘 {left} 次")
    USES_ADDED = ("{count} uses added, {left} left", "加 {count} 次，余 {left} 次", "加 {count} 次，餘 {left} 次")
    USES_LEFT = ("Uses left {left}", "剩余次数 {left}", "剩餘次數 {left}")
    LOW_BALANCE = ("Low balance", "余额偏低", "餘額偏低")
    ENDS_SOON = ("Card ends {day}", "卡将于 {day} 到期", "卡將於 {day} 到期")

    # devices
    NO_PAPER = (
        "The printer has no paper. The sale stands. Put in a roll and print a copy.",
        "打印机缺纸，交易有效。请换纸后打印副本。",
        "印表機缺紙，交易有效。請換紙後列印副本。",
    )
    PRINTER_OFFLINE = (
        "The printer does not answer. The sale stands. Check cable and cover, then print a copy.",
        "打印机无响应，交易有效。请检查连线和机盖后打印副本。",
        "印表機無回應，交易有效。請檢查連線和機蓋後列印副本。",
    )
    READER_MISSING = (
        "The card reader does not answer. Check its cable. Cash sales go on.",
        "读卡器无响应。请检查连线。可继续现金收款。",
        "讀卡機無回應。請檢查連線。可繼續現金收款。",
    )
    READER_HANGS = (
        "The card reader does not answer. Leave the card and wait. If it stays so, restart the terminal.",
        "读卡器无响应。请勿移动卡片，稍候。如无变化，请重启终端。",
        "讀卡機無回應。請勿移動卡片，稍候。如無變化，請重新啟動終端。",
    )
