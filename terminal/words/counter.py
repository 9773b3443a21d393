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
    TEST_MARK = ("TEST", "测试", "測試", Shown.PART)
    SHIFT = ("S{shift}", "{shift}班", "{shift}班", Shown.LABEL)
    NOBODY = ("Nobody signed on", "无人登录", "無人登入")
    NEXT_PAGE = ("MENU=more BACK=out", "MENU下页 BACK返回", "MENU下頁 BACK返回")
    YES_NO = ("ENTER=yes BACK=no", "ENTER=是 BACK=否", "ENTER=是 BACK=否")
    NOT_ALLOWED = ("Not allowed to you", "您没有此权限", "您沒有此權限")
    SIGN_ON_FIRST = ("Sign on first", "请先登录", "請先登入")

    # how the terminal stands with head office
    OFFLINE = ("OFFLINE", "离线", "離線", Shown.SPAN_LABEL)
    LIMITS_NARROW = ("LIMITED", "限额已降", "限額已降", Shown.SPAN_LABEL)
    CARDS_STOPPED = ("NO CARDS, CASH ONLY", "停用刷卡 仅收现金", "停用刷卡 僅收現金")
    NARROW_IN = ("lower {span}", "{span}后降额", "{span}後降額", Shown.PART)
    STOP_IN = ("stop {span}", "{span}后停", "{span}後停", Shown.PART)
    CLOCK_BEHIND = ("Clock behind: set it", "时钟偏慢 请校准", "時鐘偏慢 請校準")
    NO_CONTACT = ("No contact", "未连接总部", "未連接總部", Shown.SPAN_LABEL)
    UNSENT = ("{count} wait", "未传{count}笔", "未傳{count}筆", Shown.LABEL)

    OFFICE_REFUSES = ("OFFICE REFUSES E{error}", "总部拒收 E{error}", "總部拒收 E{error}")
    NO_PASS = ("No pass: call office", "凭证无效 联系总部", "憑證無效 聯絡總部")
    LOCKED = ("Locked: call office", "本机已锁 联系总部", "本機已鎖 聯絡總部")
    NOT_TAKEN = ("Not taken: call them", "数据未收 联系总部", "資料未收 聯絡總部")

    # the machine
    CASE_OPEN = ("CASE OPEN, no loads", "机壳已开 停止充值", "機殼已開 停止儲值")
    CLOSE_CASE = ("Close the case", "请关好机壳", "請關好機殼")
    LOOK_AFTER = ("Look after:", "请检查设备：", "請檢查裝置：")

    # the sale
    KEY_NUMBER = ("Operator no. + ENTER", "操作员编号 + ENTER", "操作員編號 + ENTER")
    KEY_OR_CARD = ("Key item or card", "输入商品或放卡", "輸入商品或放卡")
    PAY_KEYS = ("ENTER=card CASH=cash", "ENTER刷卡 CASH现金", "ENTER刷卡 CASH現金")
    ENTER_ENTRY = ("ENTER this first", "请先按 ENTER", "請先按 ENTER")
    LOADING = ("LOAD", "充值", "儲值", Shown.LABEL)
    TOTAL = ("TOTAL", "合计", "合計", Shown.LABEL)
    AMOUNT = ("Amount", "金额", "金額", Shown.LABEL)
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
    VOID = ("Void last sale", "撤销上一笔", "撤銷上一筆", Shown.TITLE)
    COPY = ("Copy of a slip", "补打单据", "補印單據", Shown.TITLE)
    REFUND = ("Refund", "退款", "退款", Shown.TITLE)
    DESK_JOBS = ("Desk jobs", "发卡台任务", "發卡台工作", Shown.TITLE)
    LOAD = ("Load a card", "充值", "儲值", Shown.TITLE)
    REVIEW = ("Change lines", "修改各行", "修改各行", Shown.TITLE)
    WHY = ("Why this price", "价格说明", "價格說明", Shown.TITLE)
    BALANCE_AND_LAST = ("Card balance", "查询卡片", "查詢卡片", Shown.TITLE)
    ONE_TAP = ("One tap, one piece", "固定价刷卡", "固定價刷卡", Shown.TITLE)
    MEMBER_LANGUAGE = ("Member's language", "会员语言", "會員語言", Shown.TITLE)
    TICKET = ("Ticket number", "单号", "單號", Shown.TITLE)
    STANDING = ("Head office, send", "总部联络与上传", "總部聯絡與上傳", Shown.TITLE)

    # flows of the sale
    NO_LINES = ("Nothing is keyed.", "尚未输入商品。", "尚未輸入商品。")
    COPY_OF_SLIP = ("COPY OF A SLIP", "补打单据", "補印單據")
    KEY_SLIP_NUMBER = ("Last part of Ref:", "单据流水号末段：", "單據流水號末段：")
    ENTER_LAST = ("(ENTER: last slip)", "(ENTER=最后一张)", "(ENTER=最後一張)")
    ENTER_UNKNOWN = ("(ENTER: not known)", "(ENTER=不知道)", "(ENTER=不知道)")
    NO_SUCH_SLIP = (
        "No such slip here. Check the last part of Ref.",
        "本机没有这张单据。请核对流水号末段。",
        "本機沒有這張單據。請核對流水號末段。",
        Shown.SENTENCE,
    )
    KEY_GOODS_FIRST = ("Key the goods first,", "请先输入退货商品", "請先輸入退貨商品")
    THEN_REFUND = ("then refund", "再选退款", "再選退款")
    GIVE_BACK = ("GIVE BACK", "退款", "退款", Shown.LABEL)
    ONE_IN_CASH = ("1 in cash", "1 退现金", "1 退現金")
    TWO_TO_CARD = ("2 onto the card", "2 退入卡内", "2 退入卡內")
    FLOAT_LEFT = ("Float left", "剩余额度", "剩餘額度", Shown.LABEL)
    KEY_AMOUNT = ("Amount?", "金额？", "金額？")
    TAKE_CASH_FIRST = ("Take the cash first", "请先收现金", "請先收現金")
    LINE_OF = ("Line {place} of {count}", "第 {place} 行 共 {count}", "第 {place} 行 共 {count}")
    QUANTITY_OR_OFF = ("Quantity? 0=off", "数量？0=删除", "數量？0=刪除")
    NEXT_BACK = ("×=next ENTER BACK", "×下一行 ENTER BACK", "×下一行 ENTER BACK")
    BECAUSE_NO_CARD = ("no card was shown", "未放卡，无折扣", "未放卡，無折扣")
    BECAUSE_NO_RULE = ("no rule, full price", "无折扣规则，原价", "無折扣規則，原價")
    BECAUSE_ITEM = ("item rule v{version}", "本商品折扣 v{version}", "本商品折扣 v{version}")
    BECAUSE_CATEGORY = ("group rule v{version}", "本类别折扣 v{version}", "本類別折扣 v{version}")
    BECAUSE_CLASS = ("class rate v{version}", "卡类折扣 v{version}", "卡類折扣 v{version}")
    BECAUSE_USES = ("paid with uses", "以次数付款", "以次數付款")
    USES = ("{count} uses", "{count} 次", "{count} 次", Shown.LABEL)
    KEYED_PRICE = ("as keyed", "直接输入", "直接輸入", Shown.LABEL)
    BALANCE = ("Balance", "余额", "餘額", Shown.LABEL)
    ENTER_PRINTS = ("ENTER=slip BACK", "ENTER打印 BACK返回", "ENTER列印 BACK返回")
    NO_ONE_TAP = (
        "No one-tap item yet. Ask head office.",
        "未设置固定价商品。请联系总部。",
        "未設定固定價商品。請聯絡總部。",
        Shown.SENTENCE,
    )
    TAP_CARD = ("TAP A CARD", "请放卡付款", "請放卡付款")
    KEY_TICKET = ("Ticket number?", "单号？", "單號？")
    CARD_LIST_AGE = ("Card list age", "卡名单距今", "卡名單距今", Shown.SPAN_LABEL)
    ENTER_SENDS = ("ENTER=send now BACK", "ENTER上传 BACK返回", "ENTER上傳 BACK返回")
    SENDING = ("Sending", "正在上传", "正在上傳")
    UNDO_LAST_SALE = ("UNDO THE LAST SALE", "撤销最后一笔消费", "撤銷最後一筆消費")
    OF_THE_CARD = ("of the card shown", "以所放之卡为准", "以所放之卡為準")

    # flows: what several ask
    ENTER_OR_BACK = ("ENTER=go BACK=back", "ENTER确认 BACK返回", "ENTER確認 BACK返回")
    ONE_MOMENT = ("One moment", "请稍候", "請稍候")
    PRINT_KEYS = ("ENTER=slip MENU=more", "ENTER打印 MENU下页", "ENTER列印 MENU下頁")

    # who is on duty
    SIGN_ON = ("Sign on", "登录", "登入", Shown.TITLE)
    SIGN_OFF = ("Sign off", "退出登录", "登出", Shown.TITLE)
    SIGN_OFF_ASKED = ("SIGN OFF?", "退出登录？", "登出？")
    SIGNED_OFF = ("Signed off", "已退出登录", "已登出")
    ON_DUTY = ("ON DUTY", "已登录", "已登入")
    WHO_SIGNS_ON = ("OPERATOR", "操作员", "操作員")
    WHICH_SUPERVISOR = ("SUPERVISOR", "主管", "主管")
    WHO_TAKES_OVER = ("WHO TAKES OVER", "接班人", "接班人")
    NUMBER_OR_CARD = ("Number or own card", "输入编号或放工作卡", "輸入編號或放工作卡")
    SHOW_OWN_CARD = ("Show your own card", "请放本人工作卡", "請放本人工作卡")
    NO_SUCH_OPERATOR = (
        "No such operator. Key the number again.",
        "没有此操作员。请重新输入编号。",
        "沒有此操作員。請重新輸入編號。",
        Shown.SENTENCE,
    )
    NO_OPERATOR_CARD = (
        "Not this card. Show your own, or key your number.",
        "此卡不符。请放本人工作卡，或输入编号。",
        "此卡不符。請放本人工作卡，或輸入編號。",
        Shown.SENTENCE,
    )
    NO_SUPERVISOR = (
        "Not a supervisor. A supervisor must sign here.",
        "不是主管。须由主管登录。",
        "不是主管。須由主管登入。",
        Shown.SENTENCE,
    )
    WRONG_PIN = ("Wrong PIN. Begin again.", "密码错误。请重新开始。", "密碼錯誤。請重新開始。", Shown.SENTENCE)
    TRY_AGAIN_IN = (
        "Too many wrong tries. Wait {seconds} s.",
        "错误次数过多。请等 {seconds} 秒。",
        "錯誤次數過多。請等 {seconds} 秒。",
        Shown.SENTENCE,
    )
    CHANGE_PIN = ("Change PIN", "修改密码", "修改密碼", Shown.TITLE)
    OLD_PIN = ("PIN until now", "原密码", "原密碼")
    NEW_PIN = ("New PIN, 4-6 digits", "新密码 4-6 位", "新密碼 4-6 位")
    NEW_PIN_AGAIN = ("New PIN once more", "再输一次新密码", "再輸一次新密碼")
    PIN_LENGTH = (
        "4 to 6 digits, none like 1111 or 1234.",
        "密码须为 4-6 位，不能像 1111 或 1234。",
        "密碼須為 4-6 位，不能像 1111 或 1234。",
        Shown.SENTENCE,
    )
    PINS_DIFFER = (
        "Not the same twice. Key the new PIN again.",
        "两次输入不同。请重新输入新密码。",
        "兩次輸入不同。請重新輸入新密碼。",
        Shown.SENTENCE,
    )
    PIN_CHANGED = ("PIN changed", "密码已修改", "密碼已修改")
    OFFICE_CHANGES_PIN = (
        "Ask head office: it alone changes your PIN.",
        "请联系总部：您的密码只能由总部修改。",
        "請聯絡總部：您的密碼只能由總部修改。",
        Shown.SENTENCE,
    )
    APPROVE = ("Supervisor's help", "主管授权", "主管授權", Shown.TITLE)
    NOTHING_TO_LEND = (
        "Nothing to approve: no right is missing.",
        "无可授权项目：不缺权限。",
        "無可授權項目：不缺權限。",
        Shown.SENTENCE,
    )

    # shift and drawer
    SHIFT_OPEN = ("Open shift", "开班", "開班", Shown.TITLE)
    SHIFT_CLOSE = ("Close shift", "交班结算", "交班結算", Shown.TITLE)
    HANDOVER = ("Hand over shift", "换班", "換班", Shown.TITLE)
    SHIFT_IS_OPEN = (
        "Shift {shift} is open already. Close it first.",
        "第 {shift} 班已开。请先交班。",
        "第 {shift} 班已開。請先交班。",
        Shown.SENTENCE,
    )
    SHIFT_OPENED = ("SHIFT {shift} OPEN", "第 {shift} 班开始", "第 {shift} 班開始")
    SHIFT_CLOSED = ("SHIFT CLOSED", "已交班", "已交班")
    NO_SHIFT = ("No shift is open. Open one first.", "尚未开班。请先开班。", "尚未開班。請先開班。", Shown.SENTENCE)
    SHIFT_OF_ANOTHER = (
        "Shift of another operator. He or a supervisor can end it.",
        "不是您的班次。须由本人或主管结束。",
        "不是您的班次。須由本人或主管結束。",
        Shown.SENTENCE,
    )
    SHIFT_IS_YOURS = ("It is yours already", "班次已属于您", "班次已屬於您")
    CHANGE_IN_DRAWER = ("Change in drawer?", "钱箱备用金？", "錢箱備用金？")
    CHANGE = ("Change", "备用金", "備用金", Shown.LABEL)
    COUNT_TENDER = ("Count: {tender}", "清点：{tender}", "清點：{tender}")
    OTHER_TENDER = ("Cheque, bank card", "支票、银行卡", "支票、銀行卡", Shown.TITLE)
    TENDER_NUMBER = ("No. of {tender}?", "{tender}号码？", "{tender}號碼？")
    NOTHING_KEYED = (
        "Nothing to pay yet. Key the goods first.",
        "尚无应付。请先输入商品。",
        "尚無應付。請先輸入商品。",
        Shown.SENTENCE,
    )
    PAY_OUT = ("Pay out cash", "现金支出", "現金支出", Shown.TITLE)
    PAID_OUT = ("PAID OUT {amount}", "已支出 {amount}", "已支出 {amount}")
    NO_REASONS = (
        "No reasons are set. Ask head office.",
        "未设置支出事由。请联系总部。",
        "未設定支出事由。請聯絡總部。",
        Shown.SENTENCE,
    )
    MORE_THAN_DRAWER = (
        "More than is there in cash. Key less.",
        "超过钱箱现金。请减少金额。",
        "超過錢箱現金。請減少金額。",
        Shown.SENTENCE,
    )
    TAKINGS = ("Today's takings", "今日营业额", "今日營業額", Shown.TITLE)
    TURNOVER = ("TURNOVER", "营业净额", "營業淨額", Shown.LABEL)

    # a lost card, readiness
    LOSS = ("Report lost card", "挂失", "掛失", Shown.TITLE)
    CARD_NUMBER = ("Card number?", "卡号？", "卡號？")
    BLOCK_ASKED = ("Block this card?", "停用此卡？", "停用此卡？")
    LOSS_REPORTED = ("CARD BLOCKED", "已挂失", "已掛失")
    READINESS = ("Is all ready?", "开机自检", "開機自檢", Shown.TITLE)

    # devices
    DEVICES = ("Devices", "设备", "設備", Shown.TITLE)
    RECONNECT_KEYS = ("0=all MENU=more BACK", "0=全部 MENU下页 BACK", "0=全部 MENU下頁 BACK")
    TRYING_AGAIN = ("Trying again", "正在重新连接", "正在重新連接")
    DEVICES_WORK = ("All of them work", "全部正常", "全部正常")
    NO_DEVICES = ("No devices are here", "没有设备", "沒有設備")

    # a rehearsal
    REHEARSE = ("Rehearsal", "演练", "演練", Shown.TITLE)
    REHEARSE_ASKED = ("START A REHEARSAL?", "开始演练？", "開始演練？")
    NOTHING_COUNTS = ("Nothing will count", "演练内容不入账", "演練內容不入帳")
    SALE_FIRST = ("Finish or clear this sale first.", "请先完成或清除本笔销售。", "請先完成或清除本筆銷售。", Shown.SENTENCE)
    UNFINISHED_FIRST = (
        "A card sale is not finished. Lay that card down first.",
        "有未完成的刷卡。请先放上该卡。",
        "有未完成的刷卡。請先放上該卡。",
        Shown.SENTENCE,
    )
    NO_REHEARSAL = (
        "No rehearsal: the disk is full or broken.",
        "无法演练：磁盘已满或有故障。",
        "無法演練：磁碟已滿或有故障。",
        Shown.SENTENCE,
    )
    TEST_CARDS = ("Test cards", "测试卡", "測試卡", Shown.TITLE)
    CARD_A = ("Card A MIFARE", "A卡 MIFARE", "A卡 MIFARE", Shown.LISTED)
    CARD_B = ("Card B SLE", "B卡 SLE", "B卡 SLE", Shown.LISTED)
    LIFT_CARD = ("Lift the card", "取走卡片", "取走卡片", Shown.LISTED)
    PIN_IS = ("PIN {pin}  BACK=out", "密码 {pin} BACK返回", "密碼 {pin} BACK返回")
    FAULTS = ("Make a fault", "模拟故障", "模擬故障", Shown.TITLE)
    OUTAGE = ("No line", "断网", "斷網", Shown.LISTED)
    PAPER_OUT = ("Paper out", "纸用完", "紙用完", Shown.LISTED)
    CLOCK_JUMP = ("Clock +1 day", "时钟快一天", "時鐘快一天", Shown.LISTED)
    PULLED_CARD = ("Pull card", "写时拔卡", "寫時拔卡", Shown.LISTED)
    TORN_WRITE = ("Torn write", "写入中断", "寫入中斷", Shown.LISTED)
    ON = ("ON", "开", "開", Shown.PART)
    CARD_KEYS = ("1=A 2=B BACK=stop", "1=A卡 2=B卡 BACK取消", "1=A卡 2=B卡 BACK取消")
    CARD_KEYS_OR_NONE = ("1=A 2=B BACK=no card", "1=A卡 2=B卡 BACK=无", "1=A卡 2=B卡 BACK=無")
    REAL_CARD = (
        "Real cards are not read. Take a test card.",
        "演练时不读真卡。请用测试卡。",
        "演練時不讀真卡。請用測試卡。",
        Shown.SENTENCE,
    )
    END_REHEARSAL = ("End rehearsal", "结束演练", "結束演練", Shown.TITLE)
    END_ASKED = ("END REHEARSAL?", "结束演练？", "結束演練？")
