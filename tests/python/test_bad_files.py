"""Files that are wrong in one place: this library and the reference both refuse them, or both take them alike.

What is taken must be saved alike, and encode and decode alike. What is refused must be named: the JSON path, what was
expected and what was found.
"""

from __future__ import annotations

import json
import re
from typing import Any

import _counts
import _mutate
import pytest
import tokenizers
from _compare import clip, flat

import budtiktok

# Above this an id or a length is not used: the reference's save makes a list of all holes between ids.
LARGE = 10_000
COMPLAINT = re.compile(
    r"(?P<path>\$[^ ]*): ("
    r"missing field `\w+`"
    r"|expected .*, found .+"
    r"|found .*, expected .+"
    r"|unknown variant `.*`, expected .+"
    r"|token `.*` out of vocabulary, expected .+"
    r"|data did not match .*: expected one of four models, found .+)",
    re.DOTALL,
)

# Where a change makes another place wrong: the begin of the changed path, a part of the named one.
ELSEWHERE = (
    ("$.model.vocab", ".merges["),
    ("$.model.vocab", ".unk_id"),
    ("$.model.continuing_subword_prefix", ".merges["),
    ("$.pre_tokenizer.prepend_scheme", ".add_prefix_space"),
)

# A special token with more ids than tokens, or fewer: the reference's encodings then have ids and tokens of different
# lengths. Here every id has a token, the vocabulary's where the template has none.
UNEVEN = ('$.post_processor.special_tokens["[CLS]"].ids', '$.post_processor.special_tokens["[CLS]"].tokens')


def attempt(action: Any) -> tuple[str, Any]:
    """Return what an action answers, or its failure; a panic of the reference is no Exception."""
    try:
        return "taken", action()
    except BaseException as error:
        if isinstance(error, (KeyboardInterrupt, MemoryError)):
            raise
        return "refused", error


def large_numbers(value: Any) -> bool:
    """Whether a number above LARGE is in a JSON value."""
    if isinstance(value, dict):
        return any(map(large_numbers, value.values()))
    if isinstance(value, list):
        return any(map(large_numbers, value))
    return isinstance(value, (int, float)) and value > LARGE


def shares_ids(tokenizer: Any) -> bool:
    """Whether two strings have one id: which of them the reference answers for it is random."""
    ids = list(tokenizer.get_vocab(with_added_tokens=False).values())
    return len(set(ids)) < len(ids)


def behaviour(tokenizer: Any, large: bool) -> dict[str, Any]:
    """What a loaded tokenizer does; failures count as equal."""
    if large:
        return {"vocab": tokenizer.get_vocab()}
    what: dict[str, Any] = {"saved": json.loads(tokenizer.to_str())}
    for name, arguments in {"a b ab x": ("a b ab <x> é日",), "pair": ("a", "b"), "empty": ("",)}.items():
        answer, result = attempt(lambda given=arguments: flat(tokenizer.encode(*given)))
        what[name] = result if answer == "taken" else answer
    answer, result = attempt(lambda: tokenizer.decode([0, 1, 1, 2], skip_special_tokens=False))
    what["decoded"] = result if answer == "taken" else answer
    return what


def uneven(reference: Any) -> bool:
    """Whether an encoding of the reference has ids without tokens or tokens without ids."""
    encoding = reference.encode("a")
    return len(encoding.ids) != len(encoding.tokens)


def path_text(section: str, path: _mutate.Path) -> str:
    """Write a path as complaints do."""
    text = f"$.{section}"
    for key in path:
        if isinstance(key, int):
            text += f"[{key}]"
        else:
            text += f".{key}" if re.fullmatch(r"\w+", key) else f"[{json.dumps(key)}]"
    return text


def wrong_complaint(section: str, path: _mutate.Path, error: BaseException) -> str | None:
    """Say what a complaint lacks."""
    match = COMPLAINT.fullmatch(str(error))
    if not isinstance(error, budtiktok.ParseError) or match is None:
        return f"complains {error!r}"
    changed, named = path_text(section, path), match["path"]
    if any(changed.startswith(start) and end in named for start, end in ELSEWHERE):
        return None
    if not changed.startswith(named) and not named.startswith(changed):
        return f"complains about {named} instead of {changed}: {error}"
    return None


def compare(section: str, path: _mutate.Path, value: Any) -> str | None:
    """Return how the two libraries differ on a file."""
    text = _mutate.file_with(section, value)
    (ours, our_result), (reference, its_result) = (
        attempt(lambda made=library.Tokenizer: made.from_str(text)) for library in (budtiktok, tokenizers)
    )
    if isinstance(our_result, budtiktok.LimitError) and reference == "taken":
        # Ids are 31 bits here.
        ids = re.fullmatch(r"\$.*: id (\d+) is above 2147483647", str(our_result))
        return None if ids and int(ids[1]) in (2**31, 2**32 - 1) else f"refused: {our_result}"
    if ours != reference:
        return f"{ours}, reference {reference}: {our_result if ours == 'refused' else its_result}"
    if ours == "refused":
        return wrong_complaint(section, path, our_result)
    if shares_ids(its_result):
        return None
    if path_text(section, path).startswith(UNEVEN) and uneven(its_result):
        return None if our_result.encode("a").ids == its_result.encode("a").ids else "other ids"
    did, does = (behaviour(tokenizer, large_numbers(value)) for tokenizer in (our_result, its_result))
    for what, expected in does.items():
        if did[what] != expected:
            return f"{what}: {clip(did[what])}, reference {clip(expected)}"
    return None


@pytest.mark.parametrize("section", sorted(_mutate.VALID))
def test_one_wrong_place(section: str) -> None:
    compared, wrong = 0, []
    for path, value in _mutate.cases(section):
        compared += 1
        difference = compare(section, path, value)
        if difference is not None:
            wrong.append(f"{json.dumps(value)}: {difference}")
    assert compared > 50
    _counts.add("files wrong in one place", "run", compared)
    assert not wrong, f"{len(wrong)} of {compared} differ\n" + "\n".join(wrong[:20])
