"""The words on paper, but for the slip of the morning (`readiness`)."""

from __future__ import annotations

from enum import unique

from terminal.words.catalogue import Shown, Words


@unique
class Text(Words, shown=Shown.ROW):
    """A title, a row, a sentence."""

    # marks
    COPY = ("COPY", "副本 COPY", "副本 COPY", Shown.BIG)
    VIRTUAL = ("VIRTUAL", "虚拟 VIRTUAL", "虛擬 VIRTUAL", Shown.BIG)
    REHEARSAL = ("TEST - NOT VALID", "测试 – 无效", "測試 – 無效", Shown.BIG)

    # titles
    SALE_SLIP = ("SALE", "消费单", "消費單", Shown.HEADING)
    REFUND_SLIP = ("REFUND", "退款单", "退款單", Shown.HEADING)
    LOAD_SLIP = ("LOAD", "充值单", "儲值單", Shown.HEADING)
    VOID_SLIP = ("VOID", "撤销单", "撤銷單", Shown.HEADING)
    CLAIM_SLIP = ("CREDIT FROM HEAD OFFICE", "总部入账单", "總部入帳單", Shown.HEADING)
    CASH_OUT_SLIP = ("BALANCE PAID OUT", "余额退现单", "餘額退現單", Shown.HEADING)
    LOAD_IN_DOUBT = ("LOAD IN DOUBT", "充值待确认", "儲值待確認", Shown.HEADING)
    SHIFT_REPORT = ("SHIFT REPORT (Z) No. {shift}", "交班单 (Z) 第 {shift} 班", "交班單 (Z) 第 {shift} 班", Shown.HEADING)
    TAKINGS = ("TAKINGS OF {day}", "{day} 营业额", "{day} 營業額", Shown.HEADING)
    CORRECTIONS = ("CORRECTIONS OF {day}", "{day} 更正记录", "{day} 更正記錄", Shown.HEADING)
    PAY_OUT_SLIP = ("CASH PAID OUT", "现金支出单", "現金支出單", Shown.HEADING)
    BALANCE_SLIP = ("CARD BALANCE", "卡片余额单", "卡片餘額單", Shown.HEADING)
    REFUSAL_SLIP = ("NOTHING WAS CHARGED", "未扣款单", "未扣款單", Shown.HEADING)
    LOSS_SLIP = ("CARD REPORTED LOST", "挂失单", "掛失單", Shown.HEADING)
    HANDOVER_SLIP = ("SHIFT HANDED OVER No. {shift}", "换班单 第 {shift} 班", "換班單 第 {shift} 班", Shown.HEADING)

    # headings
    PRINTED = ("Printed", "打印时间", "列印時間")
    TERMINAL = ("Terminal", "终端", "終端機")
    OPENED = ("Opened", "开班", "開班")
    OPENED_BY = ("Opened by", "开班人", "開班人")
    CLOSED = ("Closed", "交班", "交班")
    CLOSED_BY = ("Closed by", "交班人", "交班人")
    HANDED_TO = ("Handed to", "接班人", "接班人")
    OPERATOR = ("Operator", "操作员", "操作員")
    REFERENCE = ("Ref", "流水号", "流水號")
    CODE = ("Code", "代码", "代碼")
    DATE = ("Date", "日期", "日期")
    APPROVED_BY = ("Approved by", "批准人", "批准人")
    TICKET = ("Ticket", "单号", "單號")
    SIGNATURE = ("Signature", "签名", "簽名")

    # acts
    ONE_KIND = ("{act}, {means}: {count}", "{act}（{means}）：{count} 笔", "{act}（{means}）：{count} 筆", Shown.TEXT)
    TURNOVER = ("TURNOVER {currency}", "营业净额 {currency}", "營業淨額 {currency}")
    NOTHING_YET = ("Nothing was taken yet.", "尚无交易。", "尚無交易。", Shown.HEADING)
    NO_CORRECTIONS = ("Nothing was corrected.", "没有更正。", "沒有更正。", Shown.HEADING)
    ABOUT = ("Of sale", "原单", "原單")
    BY_OPERATOR = ("By operator", "按操作员", "按操作員", Shown.HEADING)

    # goods and money
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
    CASHED_OUT = ("PAID OUT IN CASH", "退现金额", "退現金額")
    CASH_TAKEN = ("CASH TAKEN", "已收现金", "已收現金")
    USES_TAKEN = ("Uses taken", "本次扣次", "本次扣次")
    USES_ADDED = ("Uses added", "本次加次", "本次加次")
    BALANCE_BEFORE = ("Balance before", "原余额", "原餘額")
    BALANCE_AFTER = ("Balance now", "现余额", "現餘額")

    # the drawer
    FLOAT = ("Float at opening", "备用金", "備用金")
    EXPECTED = ("{means}, expected", "应有{means}", "應有{means}")
    COUNTED = ("{means}, counted", "实点{means}", "實點{means}")
    OVER = ("OVER", "长款", "長款", Shown.PART)
    SHORT = ("SHORT", "短款", "短款", Shown.PART)
    EXACT = ("EXACT", "相符", "相符", Shown.PART)
    UNSENT = ("Records not sent", "未上传记录", "未上傳記錄")
    UNSENT_SUM = ("Their sum", "未上传金额", "未上傳金額")
    UNFINISHED = ("Changes not finished", "未完成交易", "未完成交易")

    # pay-out, loss, doubt
    KEEP_SLIP = (
        "Keep this slip. Present the same card again here; if that cannot be done, head office finds out and settles it.",
        "请保留此单。请在本机再放同一张卡；如无法办到，由总部查明处理。",
        "請保留此單。請在本機再放同一張卡；如無法辦到，由總部查明處理。",
        Shown.TEXT,
    )
    AMOUNT = ("PAID OUT {currency}", "支出金额 {currency}", "支出金額 {currency}")
    REASON = ("Reason", "事由", "事由")
    REPORTED = (
        "This terminal refuses the card from now on; others do when they have heard of it.",
        "本机即刻停用此卡；其他终端收到通知后停用。",
        "本機即刻停用此卡；其他終端機收到通知後停用。",
        Shown.TEXT,
    )
    BRING_CARD = (
        "Bring the card and this slip to the service desk.",
        "请带卡和此单到服务台。",
        "請帶卡和此單到服務台。",
        Shown.TEXT,
    )
    WAITS_TO_BE_SENT = (
        "The report is not at head office yet: it goes there with the next contact.",
        "挂失尚未送达总部，下次联机时送达。",
        "掛失尚未送達總部，下次連線時送達。",
        Shown.TEXT,
    )

    # a card
    CARD_NUMBER = ("Card", "卡号", "卡號")
    CARD_CLASS = ("Class", "卡类", "卡類")
    BALANCE = ("BALANCE {currency}", "余额 {currency}", "餘額 {currency}")
    SPENDABLE = ("Of it can be spent", "可用金额", "可用金額")
    POINTS = ("Points", "积分", "積分")
    USES_LEFT = ("Uses left", "剩余次数", "剩餘次數")
    VALID_UNTIL = ("Valid until", "有效期至", "有效期至")
    LATEST = ("Last transactions", "最近交易", "最近交易", Shown.HEADING)


@unique
class ActName(Words, shown=Shown.PART):
    """What was done; each has the name of its `terminal.counter.takings.Act`."""

    SALE = ("Sales", "销售", "銷售")
    VOID = ("Voids", "撤销", "撤銷")
    REFUND = ("Refunds", "退款", "退款")
    LOAD = ("Loads", "充值", "儲值")
    CLAIM = ("Credits", "总部入账", "總部入帳")
    CASH_OUT = ("Balances paid out", "余额退现", "餘額退現")
    PAY_OUT = ("Paid out", "现金支出", "現金支出")


@unique
class MeansName(Words, shown=Shown.PART):
    """What it was paid with; each has the name of its `terminal.counter.takings.Means` and `terminal.sale.receipt.Tender`."""

    CARD = ("member card", "会员卡", "會員卡")
    CASH = ("cash", "现金", "現金")
    CHEQUE = ("cheque", "支票", "支票")
    BANK_CARD = ("bank card", "银行卡", "銀行卡")
