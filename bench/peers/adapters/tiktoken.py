"""tiktoken: byte-level BPE whose ids are in the order of the merges.

It has no reader of tokenizer.json: pattern, ranks and special tokens are taken from the file. Normalizers and added
tokens that are no special ones are left out, so where a file has them ids may differ.
"""

from __future__ import annotations

from typing import Any

from .base import Adapter, Model

GPT2 = r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""


def byte_of_char() -> dict[str, int]:
    """Return which byte each character of a byte-level vocabulary stands for."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(256 + i): byte for i, byte in enumerate(others)}


def pattern_of(part: dict[str, Any] | None) -> str:
    """Return the pattern of a pre-tokenizer: GPT-2's own, or one Split before the bytes."""
    members = part["pretokenizers"] if part and part["type"] == "Sequence" else [part]
    if members[-1] is None or members[-1]["type"] != "ByteLevel" or members[-1].get("add_prefix_space"):
        raise ValueError("no byte-level pre-tokenizer that tiktoken has")
    if len(members) == 1 and members[0].get("use_regex", True):
        return GPT2
    if len(members) == 2 and members[0]["type"] == "Split" and "Regex" in members[0]["pattern"]:
        return str(members[0]["pattern"]["Regex"])
    raise ValueError("more than one pattern")


class Tiktoken(Adapter):
    name, distribution, requirements = "tiktoken", "tiktoken", "tiktoken.txt"
    imports = ("tiktoken", "numpy")

    def __init__(self, model: Model) -> None:
        import tiktoken

        spec = model.json()
        part = spec["model"]
        if part["type"] != "BPE" or part.get("byte_fallback") or part.get("end_of_word_suffix"):
            raise ValueError("no byte-level BPE")
        pattern = pattern_of(spec["pre_tokenizer"])
        special = {token["content"]: token["id"] for token in spec["added_tokens"]}
        vocab = {text: id for text, id in part["vocab"].items() if text not in special}
        pairs = (merge.split(" ") if isinstance(merge, str) else merge for merge in part["merges"])
        order = [vocab["".join(pair)] for pair in pairs]
        if any(later <= earlier for earlier, later in zip(order, order[1:])):
            raise ValueError("ids are not in the order of the merges")
        bytes_of = byte_of_char()
        self.encoding = tiktoken.Encoding(
            model.name,
            pat_str=pattern,
            mergeable_ranks={bytes(bytes_of[char] for char in text): id for text, id in vocab.items()},
            special_tokens=special,
        )
        self.threads = model.threads

    def one(self, text: str) -> Any:
        return self.encoding.encode(text, allowed_special="all")

    def document(self, text: str) -> Any:
        return self.encoding.encode_to_numpy(text, allowed_special="all")

    def batch(self, texts: list[str]) -> Any:
        if self.threads == 1:
            encode = self.encoding.encode
            return [encode(text, allowed_special="all") for text in texts]
        return self.encoding.encode_batch(texts, num_threads=self.threads, allowed_special="all")

    def decode(self, rows: list[list[int]]) -> Any:
        return self.encoding.decode_batch(rows)
