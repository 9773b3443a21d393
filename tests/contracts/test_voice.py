"""If these failed, two sentences would be spoken at once, or a dead speech program would hold up the counter."""

from __future__ import annotations

import os
import shutil
import stat
import time
import wave
from pathlib import Path

import pytest

from terminal.drivers.indicator.espeak import PROGRAM, VOICES, EspeakVoice
from terminal.drivers.indicator.port import IndicatorError, IndicatorMissing, Voice
from terminal.drivers.indicator.virtual import VirtualVoice
from terminal.words.language import Language
from tests.support.pcscd import wait_until

SOUND = Path(__file__)
"""Here stands the word playback, as in the kernel's list of sound devices; the machine of these tests may have none."""
SENTENCES = {"en": "Paid 12.50. Balance 87.50.", "zh-Hans": "已付十二元五角。", "zh-Hant": "已付十二元五角。"}


def script(folder: Path, body: str) -> str:
    """A program in the place of espeak-ng."""
    file = folder / "speak"
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return str(file)


def slow_speaker(folder: Path) -> str:
    """Writes down what it is to say and its own number, speaks for a minute, and says when it has ended."""
    return script(
        folder, f'read -r line; echo "$2 $line" >>{folder}/said; echo $$ >>{folder}/pids; sleep 60; echo end >>{folder}/said'
    )


def said(folder: Path) -> list[str]:
    file = folder / "said"
    return file.read_text().splitlines() if file.exists() else []


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_j5_espeak_ng_speaks_every_language_of_the_shop(tmp_path: Path) -> None:
    if shutil.which(PROGRAM) is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"apt-get install {PROGRAM}")
    assert set(SENTENCES) == set(VOICES) == set(Language)
    for number, (language, sentence) in enumerate(SENTENCES.items()):
        sound, done = tmp_path / f"{number}.wav", tmp_path / f"{number}.done"
        program = script(tmp_path, f'{PROGRAM} "$@" -w {sound} && touch {done}')
        voice = EspeakVoice(program=program, sound=SOUND)
        voice.say(sentence, language)
        wait_until(done.exists, "the end of the sentence")
        with wave.open(str(sound)) as opened:
            assert opened.getnframes() / opened.getframerate() > 0.5, f"{language}: spoken for half a second at least"
        voice.close()


def test_a_new_sentence_ends_the_one_before_and_nobody_waits(tmp_path: Path) -> None:
    voice = EspeakVoice(program=slow_speaker(tmp_path), sound=SOUND)
    began = time.monotonic()
    voice.say("one\n", "en")
    wait_until(lambda: said(tmp_path) == ["en one"], "the first sentence")
    voice.say("二\n", "zh-Hans")
    wait_until(lambda: len((tmp_path / "pids").read_text().split()) == 2, "the second sentence")
    first, second = map(int, (tmp_path / "pids").read_text().split())
    assert said(tmp_path) == ["en one", "cmn 二"]
    assert not alive(first)
    assert alive(second)
    voice.close()
    voice.close()
    assert not alive(second)
    assert time.monotonic() - began < 30


def test_what_is_said_cannot_be_an_option(tmp_path: Path) -> None:
    program = script(tmp_path, f'echo "$@" >{tmp_path}/arguments; cat >{tmp_path}/said; touch {tmp_path}/done')
    voice = EspeakVoice(program=program, sound=SOUND)
    voice.say("--version", "en")
    wait_until((tmp_path / "done").exists, "the sentence")
    voice.close()
    assert (tmp_path / "arguments").read_text() == "-v en --stdin\n"
    assert (tmp_path / "said").read_text() == "--version"


def test_a_shop_may_choose_cantonese(tmp_path: Path) -> None:
    voice = EspeakVoice({**VOICES, "zh-Hant": "yue"}, slow_speaker(tmp_path), sound=SOUND)
    voice.say("多謝\n", "zh-Hant")
    wait_until(lambda: said(tmp_path) == ["yue 多謝"], "the sentence")
    voice.close()


def test_a_missing_program_is_told_and_found_when_it_is_there(tmp_path: Path) -> None:
    voice = EspeakVoice(program=str(tmp_path / "speak"), name="the voice", sound=SOUND)
    with pytest.raises(IndicatorMissing, match=r"the voice: .*speak: No such file"):
        voice.say("one", "en")
    slow_speaker(tmp_path)
    voice.say("two\n", "en")
    wait_until(lambda: said(tmp_path) == ["en two"], "the sentence")
    voice.close()


def test_a_program_that_failed_is_told_at_the_next_sentence_once(tmp_path: Path) -> None:
    voice = EspeakVoice(program=script(tmp_path, f"touch {tmp_path}/ran; exit 3"), name="the voice", sound=SOUND)
    voice.say("one", "en")
    wait_until((tmp_path / "ran").exists, "the program")

    def told() -> bool:
        try:
            voice.say("two", "en")
        except IndicatorError as error:
            return "ended with status 3" in str(error)
        return False

    wait_until(told, "the error")
    voice.say("three", "en")
    voice.close()


def test_a_language_without_a_voice_is_an_error() -> None:
    with pytest.raises(IndicatorError, match="no voice speaks fr"):
        EspeakVoice().say("Bonjour", "fr")


def test_without_a_sound_device_a_sentence_is_missed_until_there_is_one(tmp_path: Path) -> None:
    devices = tmp_path / "pcm"
    voice = EspeakVoice(program=slow_speaker(tmp_path), name="the voice", sound=devices)
    for listed in (None, "", "00-00: USB Audio : USB Audio : capture 1\n"):
        if listed is not None:
            devices.write_text(listed)
        with pytest.raises(IndicatorMissing, match="the voice: there is no sound device"):
            voice.check()
        with pytest.raises(IndicatorMissing, match="no sound device"):
            voice.say("one\n", "en")
    devices.write_text("00-00: bcm2835 Headphones : bcm2835 Headphones : playback 8\n")
    voice.check()
    voice.say("two\n", "en")
    wait_until(lambda: said(tmp_path) == ["en two"], "the sentence")
    voice.close()


@pytest.mark.parametrize("voice", [VirtualVoice(), EspeakVoice(program="/bin/true", sound=SOUND)])
def test_both_voices_take_a_sentence_say_whether_they_are_virtual_and_are_quiet_after(voice: Voice) -> None:
    voice.say("PAID", "en")
    voice.close()
    voice.close()
    voice.say("PAID", "zh-Hans")
    voice.close()
    assert voice.virtual == isinstance(voice, VirtualVoice)
    assert voice.name
