"""Names under which LatentBud's programs know what the package has."""

from __future__ import annotations

import json
import subprocess
import sys

import _tiny
import pytest

import budtiktok


def test_names_of_the_tokenizer() -> None:
    assert budtiktok.BudTikTokTokenizer is budtiktok.PyTokenizer is budtiktok.Tokenizer
    tokenizer = budtiktok.BudTikTokTokenizer.from_str(json.dumps(_tiny.spec()))
    encoding = tokenizer.encode("hello ab b")
    assert encoding.get_ids() == encoding.ids
    assert encoding.get_tokens() == encoding.tokens
    texts = ["hello ab b", "", "a"]
    for specials in (True, False):
        want = [len(tokenizer.encode(text, add_special_tokens=specials)) for text in texts]
        assert tokenizer.get_token_lengths(texts, add_special_tokens=specials) == want


def test_configuration() -> None:
    threads, level = budtiktok.get_num_threads(), budtiktok.get_simd_level()
    try:
        budtiktok.init_optimal(2)
        config = budtiktok.get_config()
        assert (config["threads"], config["isa"]) == (2, config["best_isa"])
        assert 1 <= config["physical_cores"] <= config["logical_cores"]
        budtiktok.init_optimal()
        assert 1 <= budtiktok.get_num_threads() <= 6
    finally:
        budtiktok.set_num_threads(threads)
        budtiktok.set_simd_level(level)


@pytest.mark.parametrize("module", ["budtiktok", "budtiktok.integrations.latentbud"])
def test_imports_no_framework(module: str) -> None:
    code = f"import sys, {module}; print(sorted({{'torch', 'transformers', 'infinity_emb'}} & sys.modules.keys()))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
