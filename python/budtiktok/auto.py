"""`AutoTokenizer`: the name that scripts import from `transformers`."""

from __future__ import annotations

import os
from typing import Any, Union

__all__ = ["AutoTokenizer"]


class AutoTokenizer:
    """Loads a model's tokenizer: what ``transformers.AutoTokenizer`` loads, encoding natively where it can.

    Changing ``from transformers import AutoTokenizer`` to ``from budtiktok import AutoTokenizer`` is all that a script
    needs.
    """

    def __init__(self) -> None:
        raise TypeError("AutoTokenizer is used by AutoTokenizer.from_pretrained(...)")

    @classmethod
    def from_pretrained(
        cls,
        pretrained_model_name_or_path: Union[str, os.PathLike[str]],
        *,
        use_budtiktok: bool | None = None,
        simd: str | None = None,
        threads: int | None = None,
        fallback: bool = True,
        self_check: bool = True,
        **kwargs: Any,
    ) -> Any:
        """Load the tokenizer of a model.

        Parameters
        ----------
        pretrained_model_name_or_path : str or path-like
            The model's folder. What else ``transformers.AutoTokenizer`` takes is its business; this package fetches
            nothing.
        use_budtiktok, simd, threads, fallback, self_check
            As for `budtiktok.integrations.latentbud.create_budtiktok_tokenizer`.
        **kwargs
            Handed to ``transformers.AutoTokenizer.from_pretrained``. Without `transformers` they have no meaning,
            except ``model_max_length``.

        Returns
        -------
        BudTikTokWrapper or transformers.PreTrainedTokenizerBase
            The latter, with a line in the log, where it cannot be wrapped: slow tokenizers, classes that encode in
            their own way, components that this library does not have.

        Raises
        ------
        FileNotFoundError
            Without `transformers`: there is no such folder, or no tokenizer in it.
        Exception
            What ``transformers`` raises for the same arguments; without `fallback`, the reason for one.
        """
        from .integrations.latentbud import create_budtiktok_tokenizer

        return create_budtiktok_tokenizer(
            pretrained_model_name_or_path,
            use_budtiktok,
            simd=simd,
            threads=threads,
            fallback=fallback,
            self_check=self_check,
            **kwargs,
        )
