"""BudTikTok in the engines of this server; where the package is missing every model keeps its own tokenizer.

Everything but `use_budtiktok_for` is that of ``budtiktok.integrations.latentbud``, under the same names.
"""

from __future__ import annotations

import logging
from typing import Any

logger = logging.getLogger("infinity_emb")

try:
    from budtiktok.integrations import latentbud as _package
    from budtiktok.integrations.latentbud import (
        BatchEncodingResult,
        BudTikTokWrapper,
        EncodingWrapper,
        get_budtiktok_config,
        is_budtiktok_tokenizer,
    )

    #: Read at every use: False switches it off for the models that are loaded from then on.
    BUDTIKTOK_AVAILABLE = _package.BUDTIKTOK_AVAILABLE
    _REASON = ""
except Exception as error:  # no package, another package of that name, a library that cannot be loaded
    _package = BatchEncodingResult = BudTikTokWrapper = EncodingWrapper = None  # type: ignore[assignment,misc]
    BUDTIKTOK_AVAILABLE = False
    _REASON = f"{type(error).__name__}: {error}"

    def is_budtiktok_tokenizer(tokenizer: Any) -> bool:
        """Whether this is a tokenizer of BudTikTok: none is."""
        return False

    def get_budtiktok_config() -> dict[str, Any]:
        """Return what is in force: nothing."""
        return {}


__all__ = [
    "BUDTIKTOK_AVAILABLE",
    "BatchEncodingResult",
    "BudTikTokWrapper",
    "EncodingWrapper",
    "create_budtiktok_tokenizer",
    "get_budtiktok_config",
    "is_budtiktok_tokenizer",
    "use_budtiktok_for",
]


def create_budtiktok_tokenizer(
    model_name_or_path: str,
    use_budtiktok: bool = True,
    *,
    revision: str | None = None,
    trust_remote_code: bool = False,
    hf_tokenizer: Any = None,
    **kwargs: Any,
) -> Any:
    """Return a tokenizer of BudTikTok for a model, or that of `transformers` where it cannot be had.

    Parameters are those of ``budtiktok.integrations.latentbud.create_budtiktok_tokenizer``.
    """
    if BUDTIKTOK_AVAILABLE:
        return _package.create_budtiktok_tokenizer(
            model_name_or_path,
            use_budtiktok,
            revision=revision,
            trust_remote_code=trust_remote_code,
            hf_tokenizer=hf_tokenizer,
            **kwargs,
        )
    if use_budtiktok:
        reason = _REASON or "BUDTIKTOK_AVAILABLE is False"
        logger.info("budtiktok: not available (%s), using HuggingFace tokenizer", reason)
    if hf_tokenizer is not None:
        return hf_tokenizer
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(model_name_or_path, revision=revision, trust_remote_code=trust_remote_code)


def use_budtiktok_for(holder: Any, engine_args: Any) -> Any:
    """Replace the tokenizer that an object holds, if the model's options and the tokenizer allow it.

    Parameters
    ----------
    holder : object
        Has the tokenizer as its attribute ``tokenizer``: an engine, its first module, its pipeline.
    engine_args : EngineArgs
        Options of the model.

    Returns
    -------
    object
        The tokenizer that it now has; the one that it had where BudTikTok is off or cannot serve it.
    """
    chosen = create_budtiktok_tokenizer(
        engine_args.model_name_or_path,
        engine_args.use_budtiktok,
        revision=engine_args.revision,
        trust_remote_code=engine_args.trust_remote_code,
        hf_tokenizer=holder.tokenizer,
        simd=engine_args.budtiktok_simd,
        threads=engine_args.budtiktok_threads,
    )
    if chosen is not holder.tokenizer:
        holder.tokenizer = chosen
    return chosen
