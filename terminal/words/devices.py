"""What the cashier reads when a device is missing or comes back, and what becomes of its job."""

from __future__ import annotations

from enum import unique

from terminal.words.catalogue import Shown, Words


@unique
class DeviceName(Words, shown=Shown.LINE):
    """What each device is called; each has the name of its `terminal.devices.Device`."""

    READER = ("Card reader", "读卡器", "讀卡機")
    PRINTER = ("Printer", "打印机", "印表機")
    KEYPAD = ("Keypad", "键盘", "鍵盤")
    OPERATOR_DISPLAY = ("Operator display", "操作员显示屏", "操作員顯示器")
    MEMBER_DISPLAY = ("Member display", "顾客显示屏", "顧客顯示器")
    SIGNAL = ("Lamp and buzzer", "指示灯和蜂鸣器", "指示燈和蜂鳴器")
    VOICE = ("Voice", "语音", "語音")
    TAMPER = ("Case switch", "机壳开关", "機殼開關")


@unique
class DeviceLabel(Words, shown=Shown.LISTED):
    """The same in a list, behind a number and before a state."""

    READER = ("Card reader", "读卡器", "讀卡機")
    PRINTER = ("Printer", "打印机", "印表機")
    KEYPAD = ("Keypad", "键盘", "鍵盤")
    OPERATOR_DISPLAY = ("Your display", "操作员屏", "操作員顯示")
    MEMBER_DISPLAY = ("Member disp.", "顾客屏", "顧客顯示")
    SIGNAL = ("Lamp, buzzer", "指示灯", "指示燈")
    VOICE = ("Voice", "语音", "語音")
    TAMPER = ("Case switch", "机壳开关", "機殼開關")


@unique
class DeviceState(Words, shown=Shown.PART):
    """How a device is, in that list; each has the name of its `terminal.devices.Health`."""

    WORKS = ("OK", "正常", "正常")
    NO_PAPER = ("roll", "缺纸", "缺紙")
    MISSING = ("gone", "断开", "斷開")


class DeviceNews(Words, shown=Shown.SENTENCE):
    """What has become of a device, behind its name; those that are missing have the name of their `terminal.devices.Device`."""

    WORKS = ("{device} works again.", "{device}已恢复。", "{device}已恢復。")
    NO_PAPER = (
        "{device} has no paper. Put in a roll. Sales go on; print a copy later.",
        "{device}缺纸。请换纸。可继续销售，稍后打印副本。",
        "{device}缺紙。請換紙。可繼續銷售，稍後列印副本。",
    )
    READER = (
        "{device} missing. Check its cable. Cash sales go on.",
        "{device}无响应。请检查连线。可继续现金收款。",
        "{device}無回應。請檢查連線。可繼續現金收款。",
    )
    PRINTER = (
        "{device} missing. Check cable and cover. Sales go on; print a copy later.",
        "{device}无响应。请检查连线和机盖。可继续销售，稍后打印副本。",
        "{device}無回應。請檢查連線和機蓋。可繼續銷售，稍後列印副本。",
    )
    KEYPAD = (
        "{device} missing. Check its cable. Use the panel.",
        "{device}无响应。请检查连线，或改用面板。",
        "{device}無回應。請檢查連線，或改用面板。",
    )
    OPERATOR_DISPLAY = (
        "{device} missing. Check its cable. Use the panel.",
        "{device}无响应。请检查连线，或改用面板。",
        "{device}無回應。請檢查連線，或改用面板。",
    )
    MEMBER_DISPLAY = (
        "{device} missing. Tell the member amount and balance.",
        "{device}无响应。请口头告知顾客金额和余额。",
        "{device}無回應。請口頭告知顧客金額和餘額。",
    )
    SIGNAL = (
        "{device} missing. Watch the displays.",
        "{device}无响应。请留意显示屏。",
        "{device}無回應。請留意顯示器。",
    )
    VOICE = (
        "{device} silent: no sound device or no speech program. The displays say it all.",
        "{device}无声：没有声音设备或语音程序。请看显示屏。",
        "{device}無聲：沒有音效裝置或語音程式。請看顯示器。",
    )
    TAMPER = (
        "{device} missing. The case is not watched. Tell head office.",
        "{device}无响应，机壳未受监视。请告知总部。",
        "{device}無回應，機殼未受監視。請告知總部。",
    )
