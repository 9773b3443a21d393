"""The words on slips that are no receipts of a sale."""

from __future__ import annotations

from enum import unique

from terminal.words.catalogue import Shown, Words


@unique
class Text(Words, shown=Shown.ROW):
    """A title, a row, or a part of one."""

    # titles
    SHIFT_REPORT = ("SHIFT REPORT (Z) No. {shift}", "交班单 (Z) 第 {shift} 班", "交班單 (Z) 第 {shift} 班")
    TAKINGS = ("TAKINGS OF {day}", "{day} 营业额", "{day} 營業額")
    CORRECTIONS = ("CORRECTIONS OF {day}", "{day} 更正记录", "{day} 更正記錄")
    PAY_OUT_SLIP = ("CASH PAID OUT", "现金支出单", "現金支出單")
    BALANCE_SLIP = ("CARD BALANCE", "卡片余额单", "卡片餘額單")
    LOSS_SLIP = ("CARD REPORTED LOST", "挂失单", "掛失單")
    HANDOVER_SLIP = ("SHIFT HANDED OVER No. {shift}", "换班单 第 {shift} 班", "換班單 第 {shift} 班")

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
    DATE = ("Date", "日期", "日期")
    APPROVED_BY = ("Approved by", "批准人", "批准人")
    SIGNATURE = ("Signature", "签名", "簽名")

    # acts and means
    ACT_SALE = ("Sales", "销售", "銷售")
    ACT_VOID = ("Voids", "撤销", "撤銷")
    ACT_REFUND = ("Refunds", "退款", "退款")
    ACT_LOAD = ("Loads", "充值", "儲值")
    ACT_CLAIM = ("Credits", "总部入账", "總部入帳")
    ACT_PAY_OUT = ("Paid out", "现金支出", "現金支出")
    MEANS_CARD = ("member card", "会员卡", "會員卡")
    MEANS_CASH = ("cash", "现金", "現金")
    MEANS_CHEQUE = ("cheque", "支票", "支票")
    MEANS_BANK_CARD = ("bank card", "银行卡", "銀行卡")
    ONE_KIND = ("{act}, {means}: {count}", "{act}（{means}）：{count} 笔", "{act}（{means}）：{count} 筆")
    TURNOVER = ("TURNOVER {currency}", "营业净额 {currency}", "營業淨額 {currency}")
    NOTHING_YET = ("Nothing was taken yet.", "尚无交易。", "尚無交易。")
    NO_CORRECTIONS = ("Nothing was corrected.", "没有更正。", "沒有更正。")
    ABOUT = ("of sale", "原单", "原單")
    BY_OPERATOR = ("By operator", "按操作员", "按操作員")

    # the drawer
    FLOAT = ("Float at opening", "备用金", "備用金")
    EXPECTED = ("{means}, expected", "应有{means}", "應有{means}")
    COUNTED = ("{means}, counted", "实点{means}", "實點{means}")
    OVER = ("OVER", "长款", "長款")
    SHORT = ("SHORT", "短款", "短款")
    EXACT = ("EXACT", "相符", "相符")
    UNSENT = ("Records not at head office", "未上传记录", "未上傳記錄")
    UNSENT_SUM = ("Their sum", "未上传金额", "未上傳金額")
    UNFINISHED = ("Changes not finished", "未完成交易", "未完成交易")

    # pay-out, loss
    AMOUNT = ("PAID OUT {currency}", "支出金额 {currency}", "支出金額 {currency}")
    REASON = ("Reason", "事由", "事由")
    REPORTED = (
        "This terminal refuses the card from now on; others do when they have heard of it.",
        "本机即刻停用此卡；其他终端收到通知后停用。",
        "本機即刻停用此卡；其他終端機收到通知後停用。",
    )
    WAITS_TO_BE_SENT = (
        "The report is not at head office yet: it goes there with the next contact.",
        "挂失尚未送达总部，下次联机时送达。",
        "掛失尚未送達總部，下次連線時送達。",
    )

    # a card
    CARD_NUMBER = ("Card", "卡号", "卡號")
    CARD_CLASS = ("Class", "卡类", "卡類")
    BALANCE = ("BALANCE {currency}", "余额 {currency}", "餘額 {currency}")
    SPENDABLE = ("Of it can be spent", "可用金额", "可用金額")
    POINTS = ("Points", "积分", "積分")
    VISITS = ("Visits", "剩余次数", "剩餘次數")
    VALID_UNTIL = ("Valid until", "有效期至", "有效期至")
    LATEST = ("Last transactions", "最近交易", "最近交易")
    KIND_ISSUE = ("Issued", "发卡", "發卡")
    KIND_SALE = ("Sale", "消费", "消費")
    KIND_VOID = ("Void", "撤销", "撤銷")
    KIND_LOAD = ("Load", "充值", "儲值")
    KIND_REFUND = ("Refund", "退款", "退款")
    KIND_CLAIM = ("Credit", "总部入账", "總部入帳")
    KIND_PIN_TRY = ("PIN tried", "输入密码", "輸入密碼")
    KIND_CONFIRM = ("Confirmed", "确认", "確認")
    KIND_LOCK = ("Locked", "锁卡", "鎖卡")
    KIND_UNLOCK = ("Unlocked", "解锁", "解鎖")
