"""All rooms of the catalogue."""

from __future__ import annotations

from terminal.words.cards import KindName, StateName
from terminal.words.catalogue import Words
from terminal.words.copies import CopyWord, SlipName
from terminal.words.counter import Word
from terminal.words.desk import DeskWord, OrderName
from terminal.words.devices import DeviceLabel, DeviceName, DeviceNews, DeviceState
from terminal.words.member import MemberWord
from terminal.words.panel import FirstStep, Guide, Label
from terminal.words.readiness import Advice, CheckName, Found, TableName, VerdictName
from terminal.words.reasons import NextStep, Reason
from terminal.words.refusals import Refused
from terminal.words.sale import Phrase
from terminal.words.slips import ActName, MeansName, Text

ROOMS: tuple[type[Words], ...] = (
    Phrase,
    Refused,
    Word,
    Text,
    ActName,
    MeansName,
    StateName,
    KindName,
    Found,
    VerdictName,
    CheckName,
    TableName,
    Advice,
    DeviceName,
    DeviceNews,
    DeviceLabel,
    DeviceState,
    MemberWord,
    Reason,
    NextStep,
    SlipName,
    CopyWord,
    OrderName,
    DeskWord,
    Label,
    FirstStep,
    Guide,
)

CATALOGUE: tuple[Words, ...] = tuple(phrase for room in ROOMS for phrase in room)
"""Every phrase."""
