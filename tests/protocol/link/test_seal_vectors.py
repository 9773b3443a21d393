"""The signature library against published vectors: a library that accepts more than it should loses the evidence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from protocol.link.seal import SigningKey, signature_holds

VECTORS = Path(__file__).parents[2] / "vectors" / "link"
RFC_8032 = json.loads((VECTORS / "rfc8032_ed25519.json").read_text())["cases"]
WYCHEPROOF = json.loads((VECTORS / "ed25519_test.json").read_text())
CASES = [(group["publicKey"]["pk"], case) for group in WYCHEPROOF["testGroups"] for case in group["tests"]]


@pytest.mark.parametrize("case", RFC_8032, ids=lambda case: str(case["id"]))
def test_keys_and_signatures_are_those_of_rfc_8032(case: dict[str, str]) -> None:
    key = SigningKey.from_seed(bytes.fromhex(case["seed"]))
    assert key.public.hex() == case["public"]
    assert key.sign(bytes.fromhex(case["msg"])).hex() == case["sig"]
    assert signature_holds(key.public, bytes.fromhex(case["sig"]), bytes.fromhex(case["msg"]))


def test_the_wycheproof_file_is_whole() -> None:
    assert len(CASES) == WYCHEPROOF["numberOfTests"] > 100


@pytest.mark.parametrize(("public", "case"), CASES, ids=[str(case["tcId"]) for _, case in CASES])
def test_wycheproof_signatures_are_judged_as_they_should_be(public: str, case: dict[str, str]) -> None:
    holds = signature_holds(bytes.fromhex(public), bytes.fromhex(case["sig"]), bytes.fromhex(case["msg"]))
    assert holds == (case["result"] == "valid")
