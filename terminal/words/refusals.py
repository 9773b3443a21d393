"""The sentence of every refusal: what is wrong, then what to do next."""

from __future__ import annotations

from enum import unique

from terminal.words.catalogue import Shown, Words


@unique
class Refused(Words, shown=Shown.SENTENCE):
    """Each has the name of its `terminal.sale.refusals.Refusal`."""

    UNKNOWN_ITEM = (
        "No item has this code. Check the price list and key it again.",
        "没有此代码的商品。请核对价目表后重新输入。",
        "沒有此代碼的商品。請核對價目表後重新輸入。",
    )
    QUANTITY_RANGE = (
        "This quantity is not possible. Key a whole number from 1 to 999999.",
        "数量无效。请输入 1 至 999999 的整数。",
        "數量無效。請輸入 1 至 999999 的整數。",
    )
    AMOUNT_RANGE = (
        "This amount is not possible: nothing, or too much for one sale. Key it again.",
        "金额无效：为零或超过单笔上限。请重新输入。",
        "金額無效：為零或超過單筆上限。請重新輸入。",
    )
    EMPTY_BASKET = (
        "Nothing is keyed yet. Key an item or an amount first.",
        "尚未输入。请先输入商品或金额。",
        "尚未輸入。請先輸入商品或金額。",
    )
    BASKET_FULL = (
        "The sale has as many lines as it can hold. Finish it and start another.",
        "本单行数已满。请先结账，再开新单。",
        "本單行數已滿。請先結帳，再開新單。",
    )
    NOTHING_TO_REMOVE = (
        "There is no such line. Nothing was taken off.",
        "没有此行，未作删除。",
        "沒有此行，未作刪除。",
    )
    TICKET_UNUSABLE = (
        "This ticket number cannot be used. Key at most 24 plain characters.",
        "单号无效。最多 24 个普通字符。",
        "單號無效。最多 24 個普通字元。",
    )
    TWO_MODES = (
        "One sale is paid either with uses or with money. Finish this one, then start another.",
        "一单只能用次数或金额付款。请先结本单，再开新单。",
        "一單只能用次數或金額付款。請先結本單，再開新單。",
    )
    USES_NEED_CARD = (
        "This puts uses onto a card, so a card must pay it. Load the cash onto the card first.",
        "此商品为卡充次，须用卡付款。请先把现金充入卡内。",
        "此商品為卡充次，須用卡付款。請先把現金充入卡內。",
    )
    USES_NOT_REFUNDED = (
        "Uses are not refunded here. Undo the sale by void, or ask head office.",
        "次数不能在此退回。请撤销该笔消费，或联系总部。",
        "次數不能在此退回。請撤銷該筆消費，或聯絡總部。",
    )
    NO_USES_LEFT = (
        "Not enough uses on the card: {count} left. Take fewer, or cash.",
        "卡内次数不足：剩 {count} 次。请减少次数或收现金。",
        "卡內次數不足：剩 {count} 次。請減少次數或收現金。",
    )
    TOO_MANY_SALES = (
        "This card may pay {count} times a day, and has. Take cash, or come again tomorrow.",
        "此卡每日限用 {count} 次，今日已满。请收现金，或明日再来。",
        "此卡每日限用 {count} 次，今日已滿。請收現金，或明日再來。",
    )
    BELOW_LEAST_SALE = (
        "A sale by this card is of {amount} at least. Add something, or take cash.",
        "此卡每笔至少消费 {amount}。请加商品或收现金。",
        "此卡每筆至少消費 {amount}。請加商品或收現金。",
    )
    NOT_OURS = (
        "This is not one of our cards. Ask for the member card, or take cash.",
        "非本店会员卡。请出示会员卡，或收现金。",
        "非本店會員卡。請出示會員卡，或收現金。",
    )
    WRONG_TYPE = (
        "This kind of card does not work here. Ask for the member card, or take cash.",
        "不支持此类卡。请出示会员卡，或收现金。",
        "不支援此類卡。請出示會員卡，或收現金。",
    )
    DAMAGED = (
        "The card cannot be read properly. Try once more; then send the member to the service desk.",
        "卡片数据损坏。请再试一次；仍不行请到服务台。",
        "卡片資料損壞。請再試一次；仍不行請到服務台。",
    )
    CODE_BLOCKED = (
        "The card's chip is blocked for good. Send the member to the service desk for a new card.",
        "卡片芯片已锁死。请到服务台换卡。",
        "卡片晶片已鎖死。請到服務台換卡。",
    )
    CODE_DAMAGED = (
        "Someone tried wrong codes on this card. Do not try again; send the member to the service desk.",
        "此卡曾被错误密码尝试。请勿再试，请到服务台。",
        "此卡曾被錯誤密碼嘗試。請勿再試，請到服務台。",
    )
    KEY_VERSION = (
        "This terminal has no keys for this card. Send the member to the service desk, and tell head office.",
        "本机没有此卡的密钥。请到服务台，并通知总部。",
        "本機沒有此卡的金鑰。請到服務台，並通知總部。",
    )
    EXPIRED = (
        "The card has expired. Send the member to the service desk to renew it.",
        "卡已过期。请到服务台续期。",
        "卡已過期。請到服務台續期。",
    )
    NOT_YET_VALID = (
        "The card is not valid yet. Check this terminal's date; then send the member to the service desk.",
        "卡尚未生效。请核对本机日期，再到服务台。",
        "卡尚未生效。請核對本機日期，再到服務台。",
    )
    LOCKED = (
        "The card is locked. Send the member to the service desk.",
        "卡已锁定。请到服务台。",
        "卡已鎖定。請到服務台。",
    )
    LISTED = (
        "The card is refused: {state}. Send the member to the service desk.",
        "此卡不可使用：{state}。请到服务台。",
        "此卡不可使用：{state}。請到服務台。",
    )
    ROLLED_BACK = (
        "The card shows an older state than we know. Take no money from it; send the member to the service desk.",
        "卡内状态旧于记录。请勿扣款，请到服务台。",
        "卡內狀態舊於記錄。請勿扣款，請到服務台。",
    )
    TAMPERED = (
        "The card does not agree with head office. Take no money from it; send the member to the service desk.",
        "卡内数据与总部不符。请勿扣款，请到服务台。",
        "卡內資料與總部不符。請勿扣款，請到服務台。",
    )
    UNKNOWN_CARD = (
        "Head office does not know this card. Send the member to the service desk.",
        "总部没有此卡记录。请到服务台。",
        "總部沒有此卡記錄。請到服務台。",
    )
    WRONG_GROUP = (
        "Cards of this class may not be used at this terminal. Take cash.",
        "此类卡不可在本机使用。请收现金。",
        "此類卡不可在本機使用。請收現金。",
    )
    ANOTHER_CARD = (
        "This is another card. Present the same card as before.",
        "不是同一张卡。请放刚才那张卡。",
        "不是同一張卡。請放剛才那張卡。",
    )
    INSUFFICIENT_BALANCE = (
        "Not enough on the card: {amount} can be spent. Take something off, load the card, or take cash.",
        "余额不足，可用 {amount}。请减少商品、充值或收现金。",
        "餘額不足，可用 {amount}。請減少商品、儲值或收現金。",
    )
    BALANCE_TOO_HIGH = (
        "The card may hold {amount} at most. Load less.",
        "卡内最多 {amount}。请减少充值金额。",
        "卡內最多 {amount}。請減少儲值金額。",
    )
    ABOVE_SALE_LIMIT = (
        "Too much for one sale by card: the limit is {amount}. Take cash.",
        "超过单笔刷卡上限 {amount}。请收现金。",
        "超過單筆刷卡上限 {amount}。請收現金。",
    )
    ABOVE_DAY_LIMIT = (
        "Too much for one day: {amount} can still be spent today. Take something off, or take cash.",
        "超过当日上限，今日还可用 {amount}。请减少商品或收现金。",
        "超過當日上限，今日還可用 {amount}。請減少商品或收現金。",
    )
    ABOVE_NARROW_SALE = (
        "Until head office is reached, a sale by card is {amount} at most. Connect this terminal, or take cash.",
        "本机久未连接总部，单笔刷卡最多 {amount}。请连接总部或收现金。",
        "本機久未連接總部，單筆刷卡最多 {amount}。請連接總部或收現金。",
    )
    ABOVE_NARROW_DAY = (
        "Until head office is reached, the card can spend {amount} more today. Connect this terminal, or take cash.",
        "本机久未连接总部，今日还可刷 {amount}。请连接总部或收现金。",
        "本機久未連接總部，今日還可刷 {amount}。請連接總部或收現金。",
    )
    WRONG_PIN = (
        "Wrong PIN. Tries left: {count}. Ask the member to key it again.",
        "密码错误，还可试 {count} 次。请顾客重新输入。",
        "密碼錯誤，還可試 {count} 次。請顧客重新輸入。",
    )
    PIN_LOCKED = (
        "The PIN was wrong too often and is locked. Send the member to the service desk, or take cash.",
        "密码错误次数过多，已锁定。请到服务台，或收现金。",
        "密碼錯誤次數過多，已鎖定。請到服務台，或收現金。",
    )
    NO_PIN = (
        "This sale needs a PIN and the card has none. Take something off, or take cash.",
        "此笔需要密码，但卡未设密码。请减少商品或收现金。",
        "此筆需要密碼，但卡未設密碼。請減少商品或收現金。",
    )
    ABOVE_FLOAT = (
        "Only {amount} more can be loaded until records are sent. Send them from MENU; if that fails, call head office.",
        "上传前只可再充值 {amount}。请从 MENU 上传；仍不行请联系总部。",
        "上傳前只可再儲值 {amount}。請從 MENU 上傳；仍不行請聯絡總部。",
    )
    ABOVE_SALE = (
        "More than that sale: {amount} of it can still be given back. Take something off.",
        "超过原单金额，还可退 {amount}。请减少商品。",
        "超過原單金額，還可退 {amount}。請減少商品。",
    )
    UNKNOWN_SALE = (
        "No card sale of this terminal has this number. Check the slip, or refund at the terminal that sold it.",
        "本机没有此单号的刷卡交易。请核对小票，或到原机退款。",
        "本機沒有此單號的刷卡交易。請核對小票，或到原機退款。",
    )
    SALE_OF_ANOTHER_CARD = (
        "That sale was paid from another card. Present the card that paid it.",
        "该单用另一张卡支付。请放原支付卡。",
        "該單用另一張卡支付。請放原支付卡。",
    )
    ANOTHER_BALANCE = (
        "The card holds {amount}, head office knows another balance. Send from MENU, then order it again.",
        "卡内为 {amount}，与总部所知余额不符。请从 MENU 上传，再重新下单。",
        "卡內為 {amount}，與總部所知餘額不符。請從 MENU 上傳，再重新下單。",
    )
    TERMINAL_LOCKED = (
        "Head office has locked this terminal. Use another one, send from MENU, and call head office.",
        "总部已锁定本机。请换机，从 MENU 上传，并联系总部。",
        "總部已鎖定本機。請換機，從 MENU 上傳，並聯絡總部。",
    )
    OUT_OF_TOUCH = (
        "No contact with head office for too long. Take cash; connect and send from MENU, or use a stick.",
        "本机与总部失联过久，暂停刷卡。请收现金；联网后从 MENU 上传，或用 U 盘。",
        "本機與總部失聯過久，暫停刷卡。請收現金；連線後從 MENU 上傳，或用隨身碟。",
    )
    CASE_OPEN = (
        "The case of this terminal is open, so no card is loaded here. Close it, or load at another terminal.",
        "本机机壳已打开，暂停充值。请关好机壳，或到其他终端充值。",
        "本機機殼已打開，暫停儲值。請關好機殼，或到其他終端機儲值。",
    )
    NOT_PERMITTED = (
        "This terminal or operator may not do this. Ask the supervisor.",
        "本机或操作员无此权限。请找主管。",
        "本機或操作員無此權限。請找主管。",
    )
    NOTHING_TO_VOID = (
        "No sale of this terminal can be voided. Make a refund instead.",
        "没有可撤销的交易。请改用退款。",
        "沒有可撤銷的交易。請改用退款。",
    )
    STORAGE_FAILED = (
        "Sales cannot be stored, so selling stops. Make room on the disk, then ENTER.",
        "本机无法保存交易，已停止收款。清出空间后按 ENTER，或换机。",
        "本機無法儲存交易，已停止收款。清出空間後按 ENTER，或換機。",
    )
    RECORDS_FULL = (
        "The card's record is full. Take cash, and send the member to the service desk for a new card.",
        "卡内记录已满。请收现金，并请会员到服务台换卡。",
        "卡內記錄已滿。請收現金，並請會員到服務台換卡。",
    )
