"""The words of the counter's own displays, in each language; every one fits a line of 20 columns.

Sentences about sales and cards are in `terminal.sale.wording`; they are shown in pages. Places are filled with values
whose widest text the test knows.
"""

from __future__ import annotations

from enum import Enum, unique

from terminal.sale.refusal_wording import Words
from terminal.sale.wording import Language

_COLUMN = {Language.EN: 0, Language.ZH_HANS: 1, Language.ZH_HANT: 2}


@unique
class Word(Enum):
    """One line, or a part of one; each value is (en, zh-Hans, zh-Hant)."""

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
    UNDO_LAST_SALE = ("UNDO THE LAST SALE", "撤销最后一笔消费", "撤銷最後一筆消費")
    OF_THE_CARD = ("of the card shown", "以所放之卡为准", "以所放之卡為準")


def word(what: Word, language: Language, **values: object) -> str:
    """The words with their places filled. Raises KeyError if a place has no value."""
    return words_of(what)[_COLUMN[language]].format(**values)


def words_of(what: Word) -> Words:
    """The three texts."""
    return what.value
