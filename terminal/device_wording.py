"""What the cashier reads when a device is missing or comes back, and what becomes of its job; (en, zh-Hans, zh-Hant)."""

from __future__ import annotations

from terminal.devices import Change, Device, Health
from terminal.face import Notice
from terminal.sale.effects import Tone
from terminal.sale.refusal_wording import Words
from terminal.sale.screens import Screen
from terminal.sale.wording import Language

NAMES: dict[Device, Words] = {
    Device.READER: ("Card reader", "读卡器", "讀卡機"),
    Device.PRINTER: ("Printer", "打印机", "印表機"),
    Device.KEYPAD: ("Keypad", "键盘", "鍵盤"),
    Device.OPERATOR_DISPLAY: ("Operator display", "操作员显示屏", "操作員顯示器"),
    Device.MEMBER_DISPLAY: ("Member display", "顾客显示屏", "顧客顯示器"),
    Device.SIGNAL: ("Lamp and buzzer", "指示灯和蜂鸣器", "指示燈和蜂鳴器"),
    Device.VOICE: ("Voice", "语音", "語音"),
    Device.TAMPER: ("Case switch", "机壳开关", "機殼開關"),
}
"""What each device is called; one line of a display."""

BACK: Words = ("works again.", "已恢复。", "已恢復。")

DEGRADED: dict[Device, Words] = {
    Device.READER: (
        "missing. Check its cable. Cash sales go on.",
        "无响应。请检查连线。可继续现金收款。",
        "無回應。請檢查連線。可繼續現金收款。",
    ),
    Device.PRINTER: (
        "missing. Check cable and cover. Sales go on; print a copy later.",
        "无响应。请检查连线和机盖。可继续销售，稍后打印副本。",
        "無回應。請檢查連線和機蓋。可繼續銷售，稍後列印副本。",
    ),
    Device.KEYPAD: (
        "missing. Check its cable. Use the panel.",
        "无响应。请检查连线，或改用面板。",
        "無回應。請檢查連線，或改用面板。",
    ),
    Device.OPERATOR_DISPLAY: (
        "missing. Check its cable. Use the panel.",
        "无响应。请检查连线，或改用面板。",
        "無回應。請檢查連線，或改用面板。",
    ),
    Device.MEMBER_DISPLAY: (
        "missing. Tell the member amount and balance.",
        "无响应。请口头告知顾客金额和余额。",
        "無回應。請口頭告知顧客金額和餘額。",
    ),
    Device.SIGNAL: (
        "missing. Watch the displays.",
        "无响应。请留意显示屏。",
        "無回應。請留意顯示器。",
    ),
    Device.VOICE: (
        "missing. The displays say it all.",
        "无响应。请看显示屏。",
        "無回應。請看顯示器。",
    ),
    Device.TAMPER: (
        "missing. The case is not watched. Tell head office.",
        "无响应，机壳未受监视。请告知总部。",
        "無回應，機殼未受監視。請告知總部。",
    ),
}

NO_PAPER: Words = (
    "has no paper. Put in a roll. Sales go on; print a copy later.",
    "缺纸。请换纸。可继续销售，稍后打印副本。",
    "缺紙。請換紙。可繼續銷售，稍後列印副本。",
)

_COLUMN = {Language.EN: 0, Language.ZH_HANS: 1, Language.ZH_HANT: 2}


def name_of(device: Device, language: Language) -> str:
    """What a device is called."""
    return NAMES[device][_COLUMN[language]]


def sentence_of(change: Change, language: Language) -> str:
    """What has become of a device and of its job."""
    words = {Health.WORKS: BACK, Health.NO_PAPER: NO_PAPER, Health.MISSING: DEGRADED[change.device]}[change.health]
    return name_of(change.device, language) + (" " if language is Language.EN else "") + words[_COLUMN[language]]


def notice_of_change(change: Change, language: Language) -> Notice:
    """The sentence as a notice; it concerns the cashier alone."""
    tone = Tone.PLAIN if change.health is Health.WORKS else Tone.BAD
    facts = (("device", change.device.value), ("health", change.health.value))
    return Notice("device", Screen((sentence_of(change, language),)), tone, facts)
