"""Putting wrappers into the models of `infinity_emb`, and taking the methods back."""

from __future__ import annotations

import contextlib
import functools
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Callable

from ...errors import BudtiktokError
from .. import options
from .._log import logger
from ..latentbud import is_budtiktok_tokenizer
from ..latentbud.factory import decide
from ._classes import ENGINES, ModelClass, count_tokens, installed_version, model_classes, spec_of
from ._order import position

__all__ = ["PatchReport", "is_patched", "patch", "patch_engine", "patched", "stats", "unpatch"]

_MISSING = object()
_COUNTERS = ("native_calls", "native_texts", "fallback_calls", "failures", "native_ns", "conversion_ns")


@dataclass(frozen=True)
class PatchReport:
    """What `patch` has done.

    Attributes
    ----------
    version : str
        Of `infinity_emb`.
    patched : tuple of str
        Names of the classes whose objects get wrappers from now on.
    skipped : dict of str to str
        Classes that were left alone, and why.
    """

    version: str
    patched: tuple[str, ...]
    skipped: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Settings:
    """What the models get that are made from now on."""

    use: bool | None
    simd: str | None
    threads: int | None
    per_model: Mapping[str, bool]
    fast_lengths: bool
    version: str


_lock = threading.RLock()
_settings: _Settings | None = None
# Class, name of the method, what the class had under it.
_replaced: list[tuple[type, str, Any]] = []
# The counters of all wrappers that were put into models: name of the model, function that reads them.
_counted: list[tuple[str, Callable[[], dict[str, Any]]]] = []
# Models whose line is in the log.
_announced: set[str] = set()


def patch(
    *,
    use_budtiktok: bool | None = None,
    simd: str | None = None,
    threads: int | None = None,
    per_model: Mapping[str, bool] | None = None,
    engines: Iterable[str] = ENGINES,
    fast_lengths: bool = False,
) -> PatchReport:
    """Give a wrapper to every model that `infinity_emb` creates from now on.

    The constructors of six classes are replaced, on the classes themselves. Doing it again changes the options.

    Parameters
    ----------
    use_budtiktok : bool, optional
        Whether to wrap. Default: INFINITY_USE_BUDTIKTOK (one value, or one a model), not BUDTIKTOK_DISABLE, True.
    simd, threads
        As for `create_budtiktok_tokenizer`.
    per_model : mapping of str to bool, optional
        Exceptions from `use_budtiktok`, by ``served_model_name`` or ``model_name_or_path``.
    engines : iterable of {"torch", "optimum"}
        Whose models.
    fast_lengths : bool
        Whether `tokenize_lengths` counts natively, without making ids. The numbers are the same.

    Returns
    -------
    PatchReport

    Raises
    ------
    ImportError
        `infinity_emb` is not installed.
    ValueError
        An option that does not exist, here or in the environment.
    """
    global _settings
    chosen = tuple(engines)
    unknown = [name for name in chosen if name not in ENGINES]
    if unknown:
        raise ValueError(f"engines={unknown!r}: expected some of {', '.join(ENGINES)}")
    options.resolve(use_budtiktok, simd, threads)
    options.check_environment()
    for name, value in (per_model or {}).items():
        if not isinstance(value, bool):
            raise ValueError(f"per_model[{name!r}]={value!r}: expected True or False")
    version = installed_version()
    classes = model_classes(chosen)
    with _lock:
        _restore()
        _settings = _Settings(use_budtiktok, simd, threads, dict(per_model or {}), fast_lengths, version)
        done, skipped = [], {}
        for kind, spec in classes:
            if isinstance(kind, str):
                skipped[kind] = "not there, or without __init__ and tokenize_lengths of its own"
                logger().warning(
                    "budtiktok: infinity_emb %s has another %s than expected, left alone", version, kind
                )
                continue
            _replace(kind, "__init__", functools.partial(_constructor, spec=spec))
            if fast_lengths:
                _replace(kind, "tokenize_lengths", functools.partial(_counter, spec=spec))
            done.append(kind.__name__)
        return PatchReport(version, tuple(done), skipped)


def unpatch() -> None:
    """Give the methods back. Models keep the wrappers that they have."""
    global _settings
    with _lock:
        _restore()
        _settings = None
        _announced.clear()


def is_patched() -> bool:
    """Whether models get wrappers now."""
    with _lock:
        return _settings is not None


@contextlib.contextmanager
def patched(**arguments: Any) -> Iterator[PatchReport]:
    """Do `patch` with these arguments for a while, `unpatch` afterwards."""
    report = patch(**arguments)
    try:
        yield report
    finally:
        unpatch()


def _replace(kind: type, name: str, make: Callable[[Any], Any]) -> None:
    original = vars(kind).get(name, _MISSING)
    _replaced.append((kind, name, original))
    setattr(kind, name, make(getattr(kind, name)))


def _restore() -> None:
    while _replaced:
        kind, name, original = _replaced.pop()
        if original is _MISSING:
            delattr(kind, name)
        else:
            setattr(kind, name, original)


def _constructor(original: Callable[..., None], spec: ModelClass) -> Callable[..., None]:
    @functools.wraps(original)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        settings = _settings
        if settings is not None:
            _swap(self, spec, kwargs.get("engine_args", args[0] if args else None), settings)

    return __init__


def _counter(original: Callable[..., list[int]], spec: ModelClass) -> Callable[..., list[int]]:
    @functools.wraps(original)
    def tokenize_lengths(self: Any, sentences: list[str]) -> list[int]:
        try:
            return count_tokens(self, sentences, spec.lengths)
        except Exception:  # whatever it was: the original counts, or says what is wrong
            return original(self, sentences)

    return tokenize_lengths


def patch_engine(
    engine: Any, *, use_budtiktok: bool | None = None, simd: str | None = None, threads: int | None = None
) -> int:
    """Give wrappers to the models of an engine that is there already.

    Parameters
    ----------
    engine : AsyncEmbeddingEngine, AsyncEngineArray or SyncEngineArray
        The engine. It should not be answering requests meanwhile.
    use_budtiktok, simd, threads
        As for `patch`.

    Returns
    -------
    int
        Models that have a wrapper now.
    """
    options.resolve(use_budtiktok, simd, threads)
    settings = _Settings(use_budtiktok, simd, threads, {}, False, installed_version())
    array = getattr(engine, "async_engine_array", engine)
    engines = list(array.engines_dict.values()) if hasattr(array, "engines_dict") else [array]
    count = 0
    for one in engines:
        for model in one._model_replicas:
            spec = spec_of(model)
            if spec is not None:
                count += _swap(model, spec, one.engine_args, settings)
    return count


def _swap(model: Any, spec: ModelClass, engine_args: Any, settings: _Settings) -> bool:
    """Put a wrapper into a model and say whether it has one. Only strict mode lets an error out."""
    try:
        return _swap_or_raise(model, spec, engine_args, settings)
    except Exception as error:
        if options.strict_mode():
            raise
        logger().warning(
            "budtiktok: %s of infinity_emb %s is left alone (%s: %s)",
            type(model).__name__,
            settings.version,
            type(error).__name__,
            error,
        )
        return False


def _swap_or_raise(model: Any, spec: ModelClass, engine_args: Any, settings: _Settings) -> bool:
    path = str(engine_args.model_name_or_path)
    served = str(getattr(engine_args, "served_model_name", "") or path)
    use = settings.per_model.get(served, settings.per_model.get(path, settings.use))
    chosen = options.resolve(use, settings.simd, settings.threads, index=position(path, served))
    original = spec.read(model)
    if is_budtiktok_tokenizer(original):
        return True
    before = model._infinity_tokenizer
    # A model has one line in the log, however many replicas and engines it has.
    with _lock:
        is_new = path not in _announced
        _announced.add(path)
    tokenizer = decide(path, original, chosen, quiet=not is_new)
    if not is_budtiktok_tokenizer(tokenizer):
        return False
    try:
        spec.write(model, tokenizer)
        if spec.read(model) is not tokenizer:
            raise BudtiktokError("its tokenizer cannot be replaced")
    except Exception:
        with contextlib.suppress(Exception):
            spec.write(model, original)
        with contextlib.suppress(Exception):
            model._infinity_tokenizer = before
        raise
    # Not the wrapper itself, which may go with its model.
    _counted.append((path, tokenizer.statistics.to_dict))
    return True


def stats() -> dict[str, Any]:
    """Say what was answered by whom, in all models that have got a wrapper in this process.

    Returns
    -------
    dict
        The counters of `BudTikTokWrapper.stats`, summed up, and ``models``: the same for each model's name.
    """
    models: dict[str, dict[str, Any]] = {}
    for name, read in list(_counted):
        counters = read()
        whole = models.setdefault(name, {**dict.fromkeys(_COUNTERS, 0), "fallback_reasons": {}})
        _add(whole, counters)
    total: dict[str, Any] = {**dict.fromkeys(_COUNTERS, 0), "fallback_reasons": {}}
    for counters in models.values():
        _add(total, counters)
    return {**total, "models": models}


def _add(whole: dict[str, Any], counters: Mapping[str, Any]) -> None:
    for name in _COUNTERS:
        whole[name] += counters[name]
    whole["fallback_reasons"] = dict(Counter(whole["fallback_reasons"]) + Counter(counters["fallback_reasons"]))
