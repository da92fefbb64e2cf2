"""Which tokenizer a model gets: the wrapper, or the original where the wrapper cannot be had.

Every decision is one line in the log, and none is an error unless fallbacks are forbidden.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import Any

from ... import process
from ...errors import BudtiktokError, UnsupportedError
from .. import options
from .._log import logger
from ._checks import NotWrappableError
from ._lengths import MOST_TEXTS
from ._probes import first_difference
from .directory import auto_tokenizer
from .wrapper import BudTikTokWrapper

__all__ = [
    "SelfCheckError",
    "create_budtiktok_tokenizer",
    "decide",
    "get_budtiktok_config",
    "is_budtiktok_tokenizer",
]


class SelfCheckError(BudtiktokError):
    """The native side encodes a probe differently; the message says which."""


class _InjectedError(BudtiktokError):
    """What loading fails with where BUDTIKTOK_TEST_FAIL=load says so."""


class _UnavailableError(BudtiktokError):
    """The package was switched off as a whole."""


def create_budtiktok_tokenizer(
    model_name_or_path: Any,
    use_budtiktok: bool | None = None,
    *,
    revision: str | None = None,
    trust_remote_code: bool = False,
    hf_tokenizer: Any = None,
    model_max_length: int | None = None,
    simd: str | None = None,
    threads: int | None = None,
    fallback: bool = True,
    self_check: bool = True,
    **hf_kwargs: Any,
) -> Any:
    """Return a wrapper for the tokenizer of a model, or the tokenizer itself where it cannot be wrapped.

    Parameters
    ----------
    model_name_or_path : str or path-like
        What ``transformers.AutoTokenizer`` takes, and what log lines call the model.
    use_budtiktok : bool, optional
        Whether to wrap at all. Default: INFINITY_USE_BUDTIKTOK, then not BUDTIKTOK_DISABLE, then True.
    revision, trust_remote_code, **hf_kwargs
        Handed to ``AutoTokenizer.from_pretrained``.
    hf_tokenizer : transformers.PreTrainedTokenizerBase, optional
        The original, where it is loaded already.
    model_max_length : int, optional
        Tokens a row where a call truncates without saying where. Default: the original's.
    simd : {"auto", "avx2", "avx512", "neon", "scalar"}, optional
        Level of the process. Default: INFINITY_BUDTIKTOK_SIMD, BUDTIKTOK_SIMD, "auto".
    threads : int, optional
        Threads of the process, 0 = auto. Default: INFINITY_BUDTIKTOK_THREADS, BUDTIKTOK_NUM_THREADS, 0.
    fallback : bool
        Whether the original may be returned, or asked for what the native side cannot do. Without it, and with
        BUDTIKTOK_STRICT=1, each fallback is an error.
    self_check : bool
        Whether both sides encode some probes first. BUDTIKTOK_SELFCHECK=0 turns it off too.

    Returns
    -------
    BudTikTokWrapper or transformers.PreTrainedTokenizerBase

    Raises
    ------
    ValueError
        An option that does not exist.
    Exception
        What loading the original raises; without `fallback`, the reason for one.
    """
    chosen = options.resolve(use_budtiktok, simd, threads)
    name = os.fspath(model_name_or_path)
    was_given = hf_tokenizer is not None
    if chosen.use and not was_given and not _has_transformers():
        # There is nothing to fall back to, and nothing to compare with.
        _check_available()
        options.apply(chosen)
        made = BudTikTokWrapper.from_directory(name, name=name, fallback=fallback)
        if model_max_length is not None:
            made.model_max_length = model_max_length
        _log_success(name, False)
        return made
    original = _original(name, hf_tokenizer, revision, trust_remote_code, model_max_length, hf_kwargs)
    return decide(name, original, chosen, fallback=fallback, self_check=self_check, was_given=was_given)


def decide(
    name: str,
    original: Any,
    chosen: options.Options,
    *,
    fallback: bool = True,
    self_check: bool = True,
    was_given: bool = True,
    quiet: bool = False,
) -> Any:
    """Return a wrapper for a loaded tokenizer, or the tokenizer itself.

    Parameters
    ----------
    name : str
        What log lines call the model.
    original : transformers.PreTrainedTokenizerBase
        The tokenizer.
    chosen : Options
        Resolved options.
    fallback, self_check
        As for `create_budtiktok_tokenizer`.
    was_given : bool
        Whether the caller had loaded it.
    quiet : bool
        Whether the line of the log is one for debugging: the model had its own already.
    """
    if not chosen.use:
        logger().debug("budtiktok: disabled for %s", name)
        return original
    try:
        made = _wrapped(name, original, chosen, fallback, self_check)
    except Exception as error:
        if not fallback or options.strict_mode():
            raise
        _log_fallback(name, original, was_given, error, quiet)
        return original
    _log_success(name, quiet)
    return made


def _has_transformers() -> bool:
    try:
        import transformers  # noqa: F401
    except ImportError:
        return False
    return True


def _original(
    name: str,
    hf_tokenizer: Any,
    revision: str | None,
    trust_remote_code: bool,
    model_max_length: int | None,
    more: dict[str, Any],
) -> Any:
    """Return the tokenizer of `transformers`, loaded with the caller's arguments where it was not given."""
    if hf_tokenizer is None:
        if model_max_length is not None:
            more = {**more, "model_max_length": model_max_length}
        if revision is not None:
            more = {**more, "revision": revision}
        hf_tokenizer = auto_tokenizer(name, trust_remote_code=trust_remote_code, **more)
        if hf_tokenizer is None:
            raise ImportError("transformers is not installed")
    elif model_max_length is not None:
        hf_tokenizer.model_max_length = model_max_length
    return hf_tokenizer


def _check_available() -> None:
    # Read at each call: programs set it to False to compare.
    if not getattr(sys.modules[__package__ or ""], "BUDTIKTOK_AVAILABLE", True):
        raise _UnavailableError("BUDTIKTOK_AVAILABLE is False")


def _wrapped(name: str, original: Any, chosen: options.Options, fallback: bool, self_check: bool) -> BudTikTokWrapper:
    _check_available()
    if options.injected("load"):
        raise _InjectedError("a failure asked for by BUDTIKTOK_TEST_FAIL")
    made = BudTikTokWrapper.from_hf(original, name=name, fallback=fallback)
    options.apply(chosen)
    if self_check and options.self_check():
        probe = first_difference(made.native, original)
        if options.injected("selfcheck"):
            probe = "asked for by BUDTIKTOK_TEST_FAIL"
        if probe is not None:
            raise SelfCheckError(f"the self-check differs: {probe}")
    return made


# ---- the log


def _log_success(name: str, quiet: bool) -> None:
    logger().log(
        logging.DEBUG if quiet else logging.INFO,
        "budtiktok: using BudTikTok tokenizer for %s (isa=%s, threads=%d)",
        name,
        process.get_simd_level(),
        process.get_num_threads(),
    )


def _log_fallback(name: str, original: Any, was_given: bool, error: Exception, quiet: bool) -> None:
    log = logger()
    info, warning = (logging.DEBUG, logging.DEBUG) if quiet else (logging.INFO, logging.WARNING)
    end = "using HuggingFace tokenizer"
    if isinstance(error, _UnavailableError):
        log.log(info, "budtiktok: not available (%s), %s", error, end)
    elif isinstance(error, NotWrappableError):
        if not was_given and not getattr(original, "is_fast", False) and not (Path(name) / "tokenizer.json").is_file():
            log.log(info, "budtiktok: no tokenizer.json for %s, %s", name, end)
        else:
            log.log(info, "budtiktok: %s for %s, %s", error, name, end)
    elif isinstance(error, UnsupportedError):
        log.log(warning, "budtiktok: unsupported for %s (%s), %s", name, error, end)
    else:
        traceback = error if log.isEnabledFor(logging.DEBUG) else None
        kind = type(error).__name__
        log.log(warning, "budtiktok: loading %s failed (%s: %s), %s", name, kind, error, end, exc_info=traceback)


# ---- facts


def is_budtiktok_tokenizer(tokenizer: Any) -> bool:
    """Whether this is a wrapper, and not an original that a model fell back to."""
    return isinstance(tokenizer, BudTikTokWrapper)


def get_budtiktok_config() -> dict[str, Any]:
    """Return what is in force in this process.

    Returns
    -------
    dict
        ``version``, ``best_isa`` (of this machine), ``isa`` and ``threads`` (in force), ``physical_cores`` (that
        this process may use), ``logical_cores``, ``use_simd_pretokenizer`` and ``use_simd_normalizer`` (whether the
        level is above "scalar"), ``cache_size`` (texts whose lengths a wrapper remembers),
        ``recommended_batch_size``.
    """
    levels = [level for level in process.simd_levels() if level != "auto"]
    best = next((level for level in ("avx512", "avx2", "neon", "sse42") if level in levels), "scalar")
    isa = process.get_simd_level()
    has_affinity = hasattr(os, "sched_getaffinity")
    return {
        "version": process.version(),
        "best_isa": best,
        "isa": isa,
        "threads": process.get_num_threads(),
        "physical_cores": options.usable_cores(),
        "logical_cores": len(os.sched_getaffinity(0)) if has_affinity else os.cpu_count() or 1,
        "use_simd_pretokenizer": isa != "scalar",
        "use_simd_normalizer": isa != "scalar",
        "cache_size": MOST_TEXTS,
        "recommended_batch_size": 32,
    }
