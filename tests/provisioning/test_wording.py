"""A refusal without a sentence leaves a person in front of a code."""

import pytest

from provisioning.refusals import Refusal, Refused
from provisioning.wording import READER_TROUBLES, SENTENCES, reader_trouble, sentence
from terminal.drivers.card_reader.port import CardReaderError, NoCard


def test_every_refusal_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Refusal)


@pytest.mark.parametrize("refusal", Refusal)
def test_every_sentence_ends_like_one(refusal: Refusal) -> None:
    said = sentence(Refused(refusal, "it"))
    assert said.endswith(".")
    assert "{" not in said


def test_every_trouble_of_a_card_reader_has_a_sentence() -> None:
    assert set(READER_TROUBLES) == set(CardReaderError.__subclasses__())
    assert reader_trouble(NoCard()) == "No card lies on the reader, or it lies the wrong way round."
    assert reader_trouble(CardReaderError()).startswith("The card reader does not work")
