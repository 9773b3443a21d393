"""The words of the cashier's own display: lines of 20 columns, or parts of one.

Sentences about sales and cards are in `sale` and `refusals`; they are shown in pages.
"""

from __future__ import annotations

from enum import unique

from terminal.words.catalogue import Shown, Words


@unique
class Word(Words, shown=Shown.LINE):
    """One line, or a part of one."""

    # every screen
    TEST = ("** TEST **", "** 测试 TEST **", "** 測試 TEST **")
    SHIFT = ("S{shift}", "{shift}班", "{shift}班次")
    NOBODY = ("Nobody signed on", "无人登录", "無人登入")
    NEXT_PAGE = ("MENU=more BACK=out", "MENU下页 BACK返回", "MENU下頁 BACK返回")
    YES_NO = ("ENTER=yes BACK=no", "ENTER=是 BACK=否", "ENTER=是 BACK=否")
    NOT_ALLOWED = ("Not allowed to you", "您没有此权限", "您沒有此權限")
    SIGN_ON_FIRST = ("Sign on first", "请先登录", "請先登入")

    # how the terminal stands with head office
    OFFLINE = ("OFFLINE", "离线", "離線")
    LIMITS_NARROW = ("LIMITED", "限额已降", "限額已降")
    CARDS_STOPPED = ("NO CARDS, CASH ONLY", "停用刷卡 仅收现金", "停用刷卡 僅收現金")
    NARROW_IN = ("lower {span}", "{span}后降额", "{span}後降額")
    STOP_IN = ("stop {span}", "{span}后停", "{span}後停")
    NO_CONTACT = ("No contact for", "未连接总部", "未連接總部")
    UNSENT = ("Unsent {count}", "未上传{count}笔", "未上傳{count}筆")

    # the sale
    KEY_OR_CARD = ("Key item or card", "输入商品或放卡", "輸入商品或放卡")
    PAY_KEYS = ("ENTER=card CASH=cash", "ENTER刷卡 CASH现金", "ENTER刷卡 CASH現金")
    ENTER_ENTRY = ("ENTER this first", "请先按 ENTER", "請先按 ENTER")
    TOTAL = ("TOTAL", "合计", "合計")
    AMOUNT = ("Amount", "金额", "金額")
    TAKE_OFF_LAST = ("BACK again: take off", "再按BACK删除此行", "再按BACK刪除此行")
    BAD_ENTRY = ("Not a code or amount", "不是代码或金额", "不是代碼或金額")
    PIN_STARS = ("PIN {stars}", "密码 {stars}", "密碼 {stars}")
    PIN_KEYS = ("ENTER=done BACK=stop", "ENTER确认 BACK取消", "ENTER確認 BACK取消")
    PRESENT_CARD = ("PRESENT CARD", "请放卡", "請放卡")
    BACK_STOPS = ("BACK=stop", "BACK=取消", "BACK=取消")
    NOT_FINISHED = ("NOT FINISHED", "未完成", "未完成")
    SAME_CARD_AGAIN = ("SAME CARD AGAIN", "请再放同一张卡", "請再放同一張卡")
    DO_NOT_CHARGE = ("Do not charge again", "请勿重复收款", "請勿重複收款")
    BACK_GIVES_UP = ("BACK=no card comes", "BACK=卡不再来", "BACK=卡不再來")
    OFFICE_WILL_DECIDE = ("Head office decides", "将由总部处理", "將由總部處理")
    STOPPED = ("SELLING STOPPED", "已停止销售", "已停止銷售")

    # menu
    MENU_EMPTY = ("Nothing to choose", "没有可选项", "沒有可選項")
    VOID = ("Void last sale", "撤销上一笔", "撤銷上一筆")
    COPY = ("Copy of a slip", "补打单据", "補印單據")
    REFUND = ("Refund", "退款", "退款")
    LOAD = ("Load a card", "充值", "儲值")
    REVIEW = ("Change lines", "修改各行", "修改各行")
    WHY = ("Why this price", "价格说明", "價格說明")
    BALANCE_AND_LAST = ("Card balance", "查询卡片", "查詢卡片")
    ONE_TAP = ("One tap, one piece", "固定价刷卡", "固定價刷卡")
    MEMBER_LANGUAGE = ("Member's language", "会员语言", "會員語言")
    TICKET = ("Ticket number", "单号", "單號")
    STANDING = ("Head office, send", "总部联络与上传", "總部聯絡與上傳")

    # flows of the sale
    ENTER_BACK = ("ENTER=go on BACK", "ENTER继续 BACK返回", "ENTER繼續 BACK返回")
    NO_LINES = ("Nothing is keyed", "尚未输入商品", "尚未輸入商品")
    COPY_OF_SLIP = ("COPY OF A SLIP", "补打单据", "補印單據")
    KEY_SLIP_NUMBER = ("Last part of Ref:", "单据流水号末段：", "單據流水號末段：")
    ENTER_LAST = ("(ENTER: last slip)", "(ENTER=最后一张)", "(ENTER=最後一張)")
    ENTER_UNKNOWN = ("(ENTER: not known)", "(ENTER=不知道)", "(ENTER=不知道)")
    NO_SUCH_SLIP = ("No such slip", "没有这张单据", "沒有這張單據")
    KEY_GOODS_FIRST = ("Key the goods first,", "请先输入退货商品", "請先輸入退貨商品")
    THEN_REFUND = ("then refund", "再选退款", "再選退款")
    GIVE_BACK = ("GIVE BACK", "退款", "退款")
    ONE_IN_CASH = ("1 in cash", "1 退现金", "1 退現金")
    TWO_TO_CARD = ("2 onto the card", "2 退入卡内", "2 退入卡內")
    FLOAT_LEFT = ("Float left", "剩余额度", "剩餘額度")
    KEY_AMOUNT = ("Amount?", "金额？", "金額？")
    TAKE_CASH_FIRST = ("Take the cash first", "请先收现金", "請先收現金")
    LINE_OF = ("Line {place} of {count}", "第 {place} 行 共 {count}", "第 {place} 行 共 {count}")
    QUANTITY_OR_OFF = ("Quantity? 0=off", "数量？0=删除", "數量？0=刪除")
    NEXT_BACK = ("×=next ENTER BACK", "×下一行 ENTER BACK", "×下一行 ENTER BACK")
    BECAUSE_NO_CARD = ("no card was shown", "未放卡，无折扣", "未放卡，無折扣")
    BECAUSE_NO_RULE = ("no rule, full price", "无折扣规则，原价", "無折扣規則，原價")
    BECAUSE_ITEM = ("rule for this item", "本商品折扣", "本商品折扣")
    BECAUSE_CATEGORY = ("rule of its group", "本大类折扣", "本大類折扣")
    BECAUSE_CLASS = ("rate of the class", "会员类别折扣", "會員類別折扣")
    BECAUSE_USES = ("paid with uses", "以次数付款", "以次數付款")
    USES = ("{count} uses", "{count} 次", "{count} 次")
    USES_OR = ("{count} uses, or", "{count} 次，或", "{count} 次，或")
    KEYED_PRICE = ("as keyed", "直接输入", "直接輸入")
    BALANCE = ("Balance", "余额", "餘額")
    ENTER_PRINTS = ("ENTER=slip BACK", "ENTER打印 BACK返回", "ENTER列印 BACK返回")
    NO_ONE_TAP = ("No item is for this", "没有固定价商品", "沒有固定價商品")
    TAP_CARD = ("TAP A CARD", "请放卡", "請放卡付款")
    KEY_TICKET = ("Ticket number?", "单号？", "單號？")
    CARD_LIST_AGE = ("Card list is of", "卡片名单时间", "卡片名單時間")
    ENTER_SENDS = ("ENTER=send now BACK", "ENTER上传 BACK返回", "ENTER上傳 BACK返回")
    SENDING = ("Sending", "正在上传", "正在上傳")
    UNDO_LAST_SALE = ("UNDO THE LAST SALE", "撤销最后一笔消费", "撤銷最後一筆消費")
    OF_THE_CARD = ("of the card shown", "以所放之卡为准", "以所放之卡為準")

    # flows: what several ask
    ENTER_OR_BACK = ("ENTER=go BACK=back", "ENTER确认 BACK返回", "ENTER確認 BACK返回")
    ONE_MOMENT = ("One moment", "请稍候", "請稍候")
    PRINT_KEYS = ("ENTER=slip MENU=more", "ENTER打印 MENU下页", "ENTER列印 MENU下頁")

    # who is on duty
    SIGN_ON = ("Sign on", "登录", "登入")
    SIGN_OFF = ("Sign off", "退出登录", "登出")
    SIGN_OFF_ASKED = ("SIGN OFF?", "退出登录？", "登出？")
    SIGNED_OFF = ("Signed off", "已退出登录", "已登出")
    ON_DUTY = ("ON DUTY", "已登录", "已登入")
    WHO_SIGNS_ON = ("OPERATOR", "操作员", "操作員")
    WHICH_SUPERVISOR = ("SUPERVISOR", "主管", "主管")
    WHO_TAKES_OVER = ("WHO TAKES OVER", "接班人", "接班人")
    NUMBER_OR_CARD = ("Number or own card", "输入编号或放工作卡", "輸入編號或放工作卡")
    SHOW_OWN_CARD = ("Show your own card", "请放本人工作卡", "請放本人工作卡")
    NO_SUCH_OPERATOR = ("No such operator", "没有此操作员", "沒有此操作員")
    NO_OPERATOR_CARD = ("Not this card", "此卡不符", "此卡不符")
    NO_SUPERVISOR = ("Not a supervisor", "不是主管", "不是主管")
    WRONG_PIN = ("Wrong PIN", "密码错误", "密碼錯誤")
    TRY_AGAIN_IN = ("Wait {seconds} s", "请等 {seconds} 秒", "請等 {seconds} 秒")
    CHANGE_PIN = ("Change PIN", "修改密码", "修改密碼")
    OLD_PIN = ("PIN until now", "原密码", "原密碼")
    NEW_PIN = ("New PIN, 4-6 digits", "新密码 4-6 位", "新密碼 4-6 位")
    NEW_PIN_AGAIN = ("New PIN once more", "再输一次新密码", "再輸一次新密碼")
    PIN_LENGTH = ("4 to 6 digits please", "密码须为 4-6 位", "密碼須為 4-6 位")
    PINS_DIFFER = ("Not the same twice", "两次输入不同", "兩次輸入不同")
    PIN_CHANGED = ("PIN changed", "密码已修改", "密碼已修改")
    OFFICE_CHANGES_PIN = ("Ask head office", "请由总部修改", "請由總部修改")
    APPROVE = ("Supervisor's help", "主管授权", "主管授權")
    NOTHING_TO_LEND = ("Nothing to approve", "无可授权项目", "無可授權項目")

    # shift and drawer
    SHIFT_OPEN = ("Open shift", "开班", "開班")
    SHIFT_CLOSE = ("Close shift", "交班结算", "交班結算")
    HANDOVER = ("Hand over shift", "换班", "換班")
    SHIFT_IS_OPEN = ("Shift {shift} is open", "第 {shift} 班已开", "第 {shift} 班已開")
    SHIFT_OPENED = ("SHIFT {shift} OPEN", "第 {shift} 班开始", "第 {shift} 班開始")
    SHIFT_CLOSED = ("SHIFT CLOSED", "已交班", "已交班")
    NO_SHIFT = ("No shift is open", "尚未开班", "尚未開班")
    SHIFT_OF_ANOTHER = ("Shift of another", "不是您的班次", "不是您的班次")
    SHIFT_IS_YOURS = ("It is yours already", "班次已属于您", "班次已屬於您")
    CHANGE_IN_DRAWER = ("Change in drawer?", "钱箱备用金？", "錢箱備用金？")
    CHANGE = ("Change", "备用金", "備用金")
    COUNT_TENDER = ("Count: {tender}", "清点：{tender}", "清點：{tender}")
    OTHER_TENDER = ("Cheque, bank card", "支票、银行卡", "支票、銀行卡")
    TENDER_NUMBER = ("No. of {tender}?", "{tender}号码？", "{tender}號碼？")
    NOTHING_KEYED = ("Key the goods first", "请先输入商品", "請先輸入商品")
    PAY_OUT = ("Pay out cash", "现金支出", "現金支出")
    PAID_OUT = ("PAID OUT {amount}", "已支出 {amount}", "已支出 {amount}")
    NO_REASONS = ("No reasons are set", "未设置支出事由", "未設定支出事由")
    MORE_THAN_DRAWER = ("More than is there", "超过钱箱现金", "超過錢箱現金")
    TAKINGS = ("Today's takings", "今日营业额", "今日營業額")
    TURNOVER = ("TURNOVER", "营业净额", "營業淨額")

    # a lost card, readiness
    LOSS = ("Report lost card", "挂失", "掛失")
    CARD_NUMBER = ("Card number?", "卡号？", "卡號？")
    BLOCK_ASKED = ("Block this card?", "停用此卡？", "停用此卡？")
    LOSS_REPORTED = ("CARD BLOCKED", "已挂失", "已掛失")
    READINESS = ("Is all ready?", "开机自检", "開機自檢")

    # devices
    DEVICES = ("Devices", "设备", "設備")
    RECONNECT_KEYS = ("0=all MENU=more BACK", "0=全部 MENU下页 BACK", "0=全部 MENU下頁 BACK")
    TRYING_AGAIN = ("Trying again", "正在重新连接", "正在重新連接")
    DEVICES_WORK = ("All of them work", "全部正常", "全部正常")
    NO_DEVICES = ("No devices are here", "没有设备", "沒有設備")
