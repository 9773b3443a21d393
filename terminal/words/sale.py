"""What the sale says, and the words of its receipts.

The fixed words of the hard moments (PAID, NOT FINISHED, ...) are part of how cashiers are trained: change them nowhere
but here.
"""

from __future__ import annotations

from enum import unique

from terminal.words.catalogue import Shown, Words


@unique
class Phrase(Words, shown=Shown.SENTENCE):
    """Said at the counter, or printed."""

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
    VIRTUAL = ("VIRTUAL", "虚拟 VIRTUAL", "虛擬 VIRTUAL")
    COPY = ("COPY", "副本 COPY", "副本 COPY")
    REHEARSAL = ("TEST - NOT VALID", "测试 – 无效", "測試 – 無效")

    # spoken alone
    NOT_ACCEPTED = ("Not accepted. Please ask the cashier.", "未能付款，请询问收银员。", "未能付款，請詢問收銀員。")

    # the other ends
    UNLOCKED = ("The card is unlocked again", "卡已解锁", "卡已解鎖")
    REFUND_DONE = ("REFUNDED", "已退款", "已退款")
    LOAD_DONE = ("LOADED", "已充值", "已儲值")
    VOID_DONE = ("VOIDED", "已撤销", "已撤銷")
    CLAIM_DONE = ("CREDIT FROM HEAD OFFICE", "总部款项已入卡", "總部款項已入卡")

    # prompts
    READY = ("Key an item, or present a card", "请输入商品，或放卡", "請輸入商品，或放卡")
    KEY_ITEM = ("Item code?", "商品代码？", "商品代碼？")
    KEY_QUANTITY = ("Quantity?", "数量？", "數量？")
    KEY_AMOUNT = ("Amount?", "金额？", "金額？")
    PRESENT_CARD = ("Present the card: {amount}", "请放卡：{amount}", "請放卡：{amount}")
    PRESENT_ANY_CARD = ("Present the card", "请放卡", "請放卡")
    HOLD_CARD = ("Hold the card still", "请勿移动卡片", "請勿移動卡片")
    REMOVE_CARD = ("Take the card away", "请取走卡片", "請取走卡片")
    ASK_PIN = ("Customer: PIN for {amount}", "请顾客输入密码：{amount}", "請顧客輸入密碼：{amount}")
    TAKE_CASH = ("Take {amount} in cash", "收现金 {amount}", "收現金 {amount}")
    GIVE_CASH = ("Give back {amount} in cash", "退现金 {amount}", "退現金 {amount}")
    CANCELLED = ("Cancelled. Nothing was charged.", "已取消，未扣款。", "已取消，未扣款。")
    SIGN_IN = ("Operator number?", "操作员编号？", "操作員編號？")
    SIGNED_IN = ("{operator}, shift {shift}", "{operator}，第 {shift} 班", "{operator}，第 {shift} 班次")
    OPEN_CHANGES = ("{count} not finished", "未完成 {count} 笔", "未完成 {count} 筆")
    WAITING = ("{count} records wait for head office", "{count} 条记录待上传总部", "{count} 條記錄待上傳總部")
    OFFLINE_SINCE = ("No contact with head office since {since}", "自 {since} 起未连接总部", "自 {since} 起未連接總部")
    DAY_TAKINGS = (
        "Takings today: {amount}, {count} sales",
        "今日营业额：{amount}，{count} 笔",
        "今日營業額：{amount}，{count} 筆",
    )
    BALANCE = ("Balance {balance}", "余额 {balance}", "餘額 {balance}")
    USES_TAKEN = ("{count} used, {left} left", "扣 {count} 次，余 {left} 次", "扣 {count} 次，餘 {left} 次")
    USES_ADDED = ("{count} uses added, {left} left", "加 {count} 次，余 {left} 次", "加 {count} 次，餘 {left} 次")
    USES_LEFT = ("Uses left {left}", "剩余次数 {left}", "剩餘次數 {left}")
    LOW_BALANCE = ("Low balance", "余额偏低", "餘額偏低")
    ENDS_SOON = ("Card ends {day}", "卡将于 {day} 到期", "卡將於 {day} 到期")
    VALID_UNTIL = ("Valid until {day}", "有效期至 {day}", "有效期至 {day}")

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

    # receipts
    SALE = ("SALE", "消费单", "消費單")
    REFUND = ("REFUND", "退款单", "退款單")
    LOAD = ("LOAD", "充值单", "儲值單")
    VOID = ("VOID", "撤销单", "撤銷單")
    CLAIM = ("CREDIT FROM HEAD OFFICE", "总部入账单", "總部入帳單")
    LOAD_IN_DOUBT = ("LOAD IN DOUBT", "充值待确认", "儲值待確認")
    KEEP_SLIP = (
        "Keep this slip. Present the same card again here; if that cannot be done, head office finds out and settles it.",
        "请保留此单。请在本机再放同一张卡；如无法办到，由总部查明处理。",
        "請保留此單。請在本機再放同一張卡；如無法辦到，由總部查明處理。",
    )
    DATE = ("Date", "日期", "日期")
    REFERENCE = ("Ref", "流水号", "流水號")
    ABOUT = ("For", "原单", "原單")
    TICKET = ("Ticket", "单号", "單號")
    OPERATOR = ("Operator", "操作员", "操作員")
    DIRECT_AMOUNT = ("Amount", "金额", "金額")
    ITEM = ("Item {code}", "商品 {code}", "商品 {code}")
    DISCOUNT = ("Discount", "折扣", "折扣")
    DISCOUNT_TOTAL = ("Total discount", "折扣合计", "折扣合計")
    SUBTOTAL = ("Before discount", "折扣前", "折扣前")
    TOTAL = ("TOTAL", "合计", "合計")
    REFUNDED = ("GIVEN BACK", "退款合计", "退款合計")
    LOADED = ("LOADED ONTO CARD", "充值金额", "儲值金額")
    VOIDED = ("SALE UNDONE", "撤销合计", "撤銷合計")
    CLAIMED = ("PUT ONTO CARD", "入卡金额", "入卡金額")
    CASH_TAKEN = ("CASH TAKEN", "已收现金", "已收現金")
    CASH = ("Cash", "现金", "現金")
    CHEQUE = ("Cheque", "支票", "支票")
    BANK_CARD = ("Bank card", "银行卡", "銀行卡")
    CARD = ("Member card", "会员卡", "會員卡")
    CARD_NUMBER = ("Card", "卡号", "卡號")
    USES_ON_SLIP = ("Uses taken", "本次扣次", "本次扣次")
    USES_PUT_ON = ("Uses added", "本次加次", "本次加次")
    USES_REST = ("Uses left", "剩余次数", "剩餘次數")
    BALANCE_BEFORE = ("Balance before", "原余额", "原餘額")
    BALANCE_AFTER = ("Balance now", "现余额", "現餘額")

    # what the card-state snapshot says
    STATE_OK = ("in order", "正常", "正常")
    STATE_LOST = ("reported lost", "已挂失", "已掛失")
    STATE_STOLEN = ("reported stolen", "已报失窃", "已報失竊")
    STATE_RETURNED = ("returned", "已退卡", "已退卡")
    STATE_REPLACED = ("replaced by a newer card", "已换新卡", "已換新卡")
    STATE_NOT_SOLD = ("not sold yet", "未发卡", "未發卡")
    STATE_LOCKED = ("locked by head office", "已被总部锁定", "已被總部鎖定")
    STATE_UNDER_REVIEW = ("under review", "核查中", "核查中")
