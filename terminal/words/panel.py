"""The words of the page around the devices. What the devices themselves show is the terminal's."""

from __future__ import annotations

import re
from enum import unique

from terminal.words.catalogue import Shown, Words, say
from terminal.words.language import Language


@unique
class Label(Words, shown=Shown.PAGE):
    """What stands on the page."""

    TITLE = ("Terminal", "终端", "終端機")
    VIRTUAL = ("VIRTUAL devices", "虚拟设备 VIRTUAL", "虛擬裝置 VIRTUAL")
    LANGUAGE = ("Language of this page", "本页语言", "本頁語言")
    SOUND = ("Sound", "声音", "聲音")
    DARK = ("Dark", "深色", "深色")
    HELP = ("Help", "帮助", "說明")
    CLOSE = ("Close", "关闭", "關閉")

    MEMBER_SIDE = ("Member's side", "顾客一侧", "顧客一側")
    MEMBER_DISPLAY = ("Member's display", "顾客显示屏", "顧客顯示器")
    READER = ("Card reader", "读卡器", "讀卡機")
    READER_HINT = ("Drag a card here, or click it", "将卡拖到此处，或点击卡片", "將卡拖到此處，或點擊卡片")
    CARDS = ("Cards in hand", "手中的卡", "手中的卡")
    ON_READER = ("on the reader", "在读卡器上", "在讀卡機上")
    IN_HAND = ("in hand", "在手中", "在手中")

    CASHIER_SIDE = ("Cashier's side", "收银员一侧", "收銀員一側")
    OPERATOR_DISPLAY = ("Cashier's display", "收银员显示屏", "收銀員顯示器")
    KEYPAD = ("Keypad", "键盘", "鍵盤")
    LAMP_OFF = ("Lamp: off", "指示灯：灭", "指示燈：滅")
    LAMP_GREEN = ("Lamp: green", "指示灯：绿", "指示燈：綠")
    LAMP_RED = ("Lamp: red", "指示灯：红", "指示燈：紅")
    LAMP_AMBER = ("Lamp: amber", "指示灯：黄", "指示燈：黃")
    NO_POWER = ("No power – the terminal starts again", "断电 – 终端正在重新启动", "斷電 – 終端機正在重新啟動")

    PRINTER = ("Printer", "打印机", "印表機")
    ROLL = ("Paper roll", "纸卷", "紙捲")
    DRAWER = ("the drawer opens", "钱箱弹开", "錢箱彈開")
    CUT = ("cut", "切纸", "切紙")
    QR = ("QR code", "二维码", "QR 碼")

    LEVERS = ("What may go wrong", "可能出的故障", "可能出的故障")
    OUTAGE = ("Line cut", "线路断开", "線路中斷")
    NO_PAPER = ("No paper", "缺纸", "缺紙")
    OPEN_CASE = ("Case open", "机壳打开", "機殼打開")
    SLOW = ("Slow cards", "慢速卡", "慢速卡")
    TORN = ("Card torn mid-write", "写卡中途取走", "寫卡中途取走")
    BLACKOUT = ("… with power cut", "…同时断电", "…同時斷電")
    CLOCK = ("Clock (UTC)", "时钟（UTC）", "時鐘（UTC）")
    DAY_BACK = ("−1 day", "−1 天", "−1 天")
    HOUR_ON = ("+1 h", "+1 小时", "+1 小時")
    DAY_ON = ("+1 day", "+1 天", "+1 天")
    POWER_CUT = ("Cut the power", "断电", "斷電")

    FIRST_STEPS = ("First steps", "入门步骤", "入門步驟")
    NOTE = ("Note", "便条", "便條")
    OPERATORS = ("Operators", "操作员", "操作員")
    GOODS = ("Goods", "商品", "商品")
    CARD_PIN = ("PIN", "密码", "密碼")
    GUIDE = ("How to use this page", "本页用法", "本頁用法")


@unique
class FirstStep(Words, shown=Shown.PAGE):
    """What a newcomer does first, in order; the names of keys stand in square brackets, as in `Guide`."""

    SIGN_ON = (
        "Sign on: number [ENTER] PIN [ENTER]",
        "登录：编号 [ENTER] 密码 [ENTER]",
        "登入：編號 [ENTER] 密碼 [ENTER]",
    )
    GOODS = (
        "Key goods: code [ENTER] or [2] [×] code [ENTER]",
        "输入商品：代码 [ENTER] 或 [2] [×] 代码 [ENTER]",
        "輸入商品：代碼 [ENTER] 或 [2] [×] 代碼 [ENTER]",
    )
    PAY = (
        "Pay: [ENTER] and drag a card onto the reader, or [CASH]",
        "付款：[ENTER] 并把卡拖到读卡器上，或 [CASH]",
        "付款：[ENTER] 並把卡拖到讀卡機上，或 [CASH]",
    )


@unique
class Guide(Words, shown=Shown.PAGE):
    """What a newcomer reads under help, in order."""

    KEYS = (
        "Keys: click them, or type digits, the point, [*] for ×, [Enter], [Backspace] for BACK, [M] for MENU, [C] for CASH.",
        "按键：用鼠标点击，或键入数字、小数点、[*] 表示 ×、[Enter]、[Backspace] 表示 BACK、[M] 表示 MENU、[C] 表示 CASH。",
        "按鍵：用滑鼠點擊，或鍵入數字、小數點、[*] 表示 ×、[Enter]、[Backspace] 表示 BACK、[M] 表示 MENU、[C] 表示 CASH。",
    )
    CARD = (
        "A card: drag it onto the reader and away, click it, or choose it with [Tab] and press [Enter]. [P] takes the last card "
        "away or lays it down again.",
        "卡片：拖到读卡器上或拖走，点击，或用 [Tab] 选中后按 [Enter]。[P] 键取走或再次放上最近的卡。",
        "卡片：拖到讀卡機上或拖走，點擊，或用 [Tab] 選中後按 [Enter]。[P] 鍵取走或再次放上最近的卡。",
    )
    FAULTS = (
        "The switches below are faults: each is off while all is well, and stays as you put it.",
        "下方的开关是故障：一切正常时全部关闭，拨动后保持不变。",
        "下方的開關是故障：一切正常時全部關閉，撥動後保持不變。",
    )
    SLOW = (
        "Slow cards give you time to pull a card away while it is written. Lay the same card down again: it pays once.",
        "“慢速卡”让您来得及在写卡途中把卡取走。再放同一张卡：交易只会完成一次。",
        "「慢速卡」讓您來得及在寫卡途中把卡取走。再放同一張卡：交易只會完成一次。",
    )
    MENU = (
        "Everything else is behind MENU: balance, top-up, void, shift, day's takings.",
        "其他功能都在 MENU 里：余额、充值、撤销、班次、当日营业额。",
        "其他功能都在 MENU 裡：餘額、儲值、撤銷、班次、當日營業額。",
    )


def parts(sentence: str) -> list[tuple[bool, str]]:
    """A sentence in pieces: whether it is the name of a key, which stands in square brackets, and the piece."""
    return [(bool(place % 2), piece) for place, piece in enumerate(re.split(r"[\[\]]", sentence)) if piece]


def labels(language: Language) -> dict[str, str]:
    """All labels of one language, by name in small letters."""
    return {label.name.lower(): say(label, language) for label in Label}
