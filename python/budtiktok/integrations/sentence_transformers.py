"""sentence-transformers: native tokenization for a model that is loaded already.

    from budtiktok.integrations.sentence_transformers import accelerate

    model = SentenceTransformer("folder")
    accelerate(model)

For `SentenceTransformer` and `CrossEncoder` of sentence-transformers 3 to 6. Embeddings and scores are the same;
training with the model, saving and copying it work as before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .latentbud import create_budtiktok_tokenizer, is_budtiktok_tokenizer
from .latentbud._subclass import wrapper_of

__all__ = ["AccelerateReport", "accelerate", "restore"]

# Where models keep a tokenizer: from version 6 on `tokenizer` is read from `processor`.
_NAMES = ("tokenizer", "processor")


@dataclass(frozen=True)
class AccelerateReport:
    """What `accelerate` has done.

    Attributes
    ----------
    replaced : dict of str to BudTikTokWrapper
        Tokenizers that are native now, by place ("0.tokenizer" is that of the first module).
    skipped : dict of str to str
        Those that were left, and what they are; the log says why.
    """

    replaced: dict[str, Any] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)

    def stats(self) -> dict[str, dict[str, Any]]:
        """Return `BudTikTokWrapper.stats()` of each replaced tokenizer."""
        return {place: wrapper.stats() for place, wrapper in self.replaced.items()}


def _held(model: Any) -> Iterator[tuple[str, Any, str, Any]]:
    """Find tokenizers: place, holder, name of the attribute, tokenizer."""
    named = getattr(model, "named_modules", None)
    holders = dict(named()) if named is not None else {"": model}
    for path, holder in holders.items():
        for name in _NAMES:
            # Properties that read another place are no place.
            value = vars(holder).get(name)
            if value is not None:
                yield f"{path}.{name}".lstrip("."), holder, name, value


def _wrapper(value: Any) -> Any:
    """Return the wrapper that a place holds, None where it holds something else."""
    return value if is_budtiktok_tokenizer(value) else wrapper_of(value)


def accelerate(
    model: Any,
    *,
    use_budtiktok: bool | None = None,
    simd: str | None = None,
    threads: int | None = None,
    fallback: bool = True,
    self_check: bool = True,
) -> AccelerateReport:
    """Let a loaded model tokenize natively.

    Parameters
    ----------
    model : SentenceTransformer or CrossEncoder
        Changed in place. Doing it again changes nothing.
    use_budtiktok, simd, threads, fallback, self_check
        As for `budtiktok.integrations.latentbud.create_budtiktok_tokenizer`.

    Returns
    -------
    AccelerateReport

    Raises
    ------
    TypeError
        An object without a tokenizer.
    Exception
        Without `fallback`: why a tokenizer cannot be native.
    """
    report = AccelerateReport()
    for place, holder, name, value in list(_held(model)):
        known = _wrapper(value)
        if known is not None:
            report.replaced[place] = known
            continue
        if not hasattr(value, "is_fast"):
            # A processor of images or sound, which may have a tokenizer of its own.
            report.skipped[place] = type(value).__name__
            continue
        made = create_budtiktok_tokenizer(
            getattr(value, "name_or_path", "") or type(model).__name__,
            use_budtiktok,
            hf_tokenizer=value,
            simd=simd,
            threads=threads,
            fallback=fallback,
            self_check=self_check,
        )
        if not is_budtiktok_tokenizer(made):
            report.skipped[place] = type(value).__name__
            continue
        # As a processor it has to be an object of the class of transformers.
        setattr(holder, name, made.as_hf_subclass() if name == "processor" else made)
        report.replaced[place] = made
    if not report.replaced and not report.skipped:
        raise TypeError(f"{type(model).__name__} has no tokenizer")
    return report


def restore(model: Any) -> int:
    """Give a model its original tokenizers back.

    Parameters
    ----------
    model : SentenceTransformer or CrossEncoder
        One that `accelerate` has changed, or not.

    Returns
    -------
    int
        How many were given back. Tokens added in the meantime are in them.
    """
    count = 0
    for _, holder, name, value in list(_held(model)):
        wrapper = _wrapper(value)
        if wrapper is not None:
            setattr(holder, name, wrapper.hf_tokenizer)
            count += 1
    return count
