"""The words of the readiness slip: checks, what was found, and what to do."""

from __future__ import annotations

from enum import unique

from terminal.words.catalogue import Shown, Words


@unique
class Found(Words, shown=Shown.VALUE):
    """Titles, and what a check found."""

    TITLE = ("READINESS OF THIS TERMINAL", "开机自检单", "開機自檢單", Shown.HEADING)
    PRINTED = ("Printed", "打印时间", "列印時間", Shown.ROW)
    TERMINAL = ("Terminal", "终端", "終端機", Shown.ROW)
    IN_ORDER = ("in order", "正常", "正常")
    NEVER = ("never", "从未", "從未")
    MINUTES = ("{count} min", "{count} 分钟", "{count} 分鐘")
    HOURS = ("{count} h", "{count} 小时", "{count} 小時")
    DAYS = ("{count} days", "{count} 天", "{count} 天")
    MEGABYTES = ("{count} MB", "可用 {count} MB", "可用 {count} MB")
    RECORDS = ("{count}, {amount}", "{count}条 {amount}", "{count}條 {amount}")
    BEHIND = ("behind", "偏慢", "偏慢")
    NOT_SET = ("not set", "未校准", "未校準")
    NO_PAPER = ("no paper", "缺纸", "缺紙")
    NO_ANSWER = ("no answer", "无响应", "無回應")
    UNKNOWN = ("unknown", "状态未知", "狀態未知")
    DAMAGED = ("damaged", "已损坏", "已損壞")
    LOCKED = ("LOCKED", "已锁定", "已鎖定")
    COUNT = ("{count}", "{count} 笔", "{count} 筆")


@unique
class VerdictName(Words, shown=Shown.BIG):
    """The one line; each has the name of its `terminal.counter.readiness.Verdict`."""

    GO = ("GO", "可以营业", "可以營業")
    LIMITED = ("GO WITH LIMITS", "有限营业", "有限營業")
    STOP = ("STOP", "停止 STOP", "停止 STOP")


@unique
class CheckName(Words, shown=Shown.ROW):
    """What was looked at; each has the name of its `terminal.counter.readiness.Check`."""

    JOURNAL = ("Journal", "交易流水", "交易流水")
    LOCK = ("Head office's lock", "总部锁定", "總部鎖定")
    CONTACT = ("Head office heard", "上次联系总部", "上次聯絡總部")
    STATES = ("Age of card states", "卡状态数据", "卡狀態資料")
    TABLES = ("Price list, tables", "价目与数据表", "價目與資料表")
    UNSENT = ("Records not sent", "未上传记录", "未上傳記錄")
    CLOCK = ("Clock", "时钟", "時鐘")
    DISK = ("Disk", "存储空间", "儲存空間")
    CERTIFICATE = ("Certificate ends in", "证书剩余", "憑證剩餘")
    READER = ("Card reader", "读卡器", "讀卡機")
    PRINTER = ("Printer", "打印机", "印表機")
    DEVICES = ("Other devices", "其他设备", "其他設備")
    FLOAT = ("May be loaded", "可充值额度", "可儲值額度")
    UNFINISHED = ("Not finished", "未完成交易", "未完成交易")


@unique
class TableName(Words, shown=Shown.PART):
    """A table of head office; each has the name of its `protocol.link.tables.TableKind`."""

    ITEMS = ("items", "商品", "商品")
    CLASSES = ("classes", "卡类", "卡類")
    DISCOUNTS = ("discounts", "折扣", "折扣")
    OPERATORS = ("operators", "操作员", "操作員")
    PARAMETERS = ("settings", "设置", "設定")
    CARD_STATES = ("card states", "卡状态", "卡狀態")
    LEASES = ("leases", "额度", "額度")
    DESK_ORDERS = ("desk orders", "发卡台任务", "發卡台工作")


@unique
class Advice(Words, shown=Shown.TEXT):
    """What follows from a finding, and what to do: the name of the check and of the verdict, one for each that `judge` makes."""

    JOURNAL_STOP = (
        "The journal cannot be written. Sell nothing. Restart; if it stays so, call head office.",
        "交易流水无法写入，请勿营业。请重启；如仍如此请致电总部。",
        "交易流水無法寫入，請勿營業。請重新啟動；如仍如此請致電總部。",
    )
    LOCK_STOP = (
        "Head office has locked this terminal. Sell nothing. Call head office.",
        "总部已锁定本机，请勿营业。请致电总部。",
        "總部已鎖定本機，請勿營業。請致電總部。",
    )
    CONTACT_LIMITED = (
        "Card limits are narrowed until head office is reached.",
        "联系总部之前，刷卡限额降低。",
        "聯絡總部之前，刷卡限額降低。",
    )
    CONTACT_STOP = (
        "Nothing by card. Cash goes on. Connect this terminal or bring the stick.",
        "不可刷卡，可收现金。请联网，或使用U盘交换。",
        "不可刷卡，可收現金。請連線，或使用隨身碟交換。",
    )
    STATES_LIMITED = (
        "Card limits are narrowed until newer card states are here.",
        "收到新的卡状态之前，刷卡限额降低。",
        "收到新的卡狀態之前，刷卡限額降低。",
    )
    STATES_STOP = (
        "Lost cards may be unknown here: nothing by card. Cash goes on. Fetch the card states.",
        "可能不知新挂失卡，不可刷卡，可收现金。请更新卡状态。",
        "可能不知新掛失卡，不可刷卡，可收現金。請更新卡狀態。",
    )
    TABLES_LIMITED = (
        "Some keys will find nothing. Fetch the tables from head office.",
        "部分按键无效。请从总部获取数据表。",
        "部分按鍵無效。請從總部取得資料表。",
    )
    TABLES_STOP = (
        "The settings of the shop are missing. Fetch them from head office before selling.",
        "缺少店铺设置。请先从总部获取。",
        "缺少店鋪設定。請先從總部取得。",
    )
    UNSENT_LIMITED = (
        "Card limits are narrowed until records are at head office.",
        "记录上传之前，刷卡限额降低。",
        "記錄上傳之前，刷卡限額降低。",
    )
    CLOCK_LIMITED = (
        "Set the clock, or connect to head office.",
        "请校准时钟，或联系总部。",
        "請校準時鐘，或聯絡總部。",
    )
    DISK_LIMITED = (
        "The disk fills up. Tell head office today.",
        "存储空间将满。请今天通知总部。",
        "儲存空間將滿。請今天通知總部。",
    )
    DISK_STOP = (
        "There is no room for records. Sell nothing. Call head office.",
        "无空间记录交易，请勿营业。请致电总部。",
        "無空間記錄交易，請勿營業。請致電總部。",
    )
    CERTIFICATE_LIMITED = (
        "Ask head office to renew the certificate.",
        "请总部更新证书。",
        "請總部更新憑證。",
    )
    CERTIFICATE_STOP = (
        "The certificate has ended. Ask head office for a new one before selling.",
        "证书已过期。请先向总部申请新证书。",
        "憑證已過期。請先向總部申請新憑證。",
    )
    READER_LIMITED = (
        "Cash only until the reader answers. Check its cable.",
        "读卡器恢复前只收现金。请检查连线。",
        "讀卡機恢復前只收現金。請檢查連線。",
    )
    PRINTER_LIMITED = (
        "Sales go on without slips. Check paper, cover and cable; print copies later.",
        "可继续营业但不出票。请检查纸卷、机盖和连线，稍后补打。",
        "可繼續營業但不出票。請檢查紙捲、機蓋和連線，稍後補印。",
    )
    DEVICES_LIMITED = (
        "Check the cable of each device that is missing. Sales go on.",
        "请检查缺少设备的连线。可继续营业。",
        "請檢查缺少設備的連線。可繼續營業。",
    )
    FLOAT_LIMITED = (
        "No card can be loaded until head office grants more.",
        "总部增加额度前不可充值。",
        "總部增加額度前不可儲值。",
    )
    UNFINISHED_LIMITED = (
        "Cards with an unfinished change must come back to this terminal.",
        "有未完成交易的卡须回本机处理。",
        "有未完成交易的卡須回本機處理。",
    )
