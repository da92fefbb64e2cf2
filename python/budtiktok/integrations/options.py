"""Options of the integrations: what is given, what the environment says, what is the default, in this order.

===================  =====================================  ==========================  =======
option               values                                 environment                 default
===================  =====================================  ==========================  =======
`use_budtiktok`      bool                                   INFINITY_USE_BUDTIKTOK;     True
                                                            not BUDTIKTOK_DISABLE
`budtiktok_simd`     auto, avx2, avx512, neon, scalar       INFINITY_BUDTIKTOK_SIMD,    auto
                                                            BUDTIKTOK_SIMD
`budtiktok_threads`  int, 0 = auto                          INFINITY_BUDTIKTOK_THREADS,  0
                                                            BUDTIKTOK_NUM_THREADS
===================  =====================================  ==========================  =======

The first is of each model; the INFINITY_ variables hold one value a model, separated by ``;``, or one for all. The
other two are of the whole process: the first model that names a value decides, another one is warned. With automatic
threads, TOKENIZERS_PARALLELISM=false means one.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from typing import Any, NamedTuple

from .. import process
from ._log import logger

__all__ = [
    "SIMD",
    "Options",
    "apply",
    "auto_threads",
    "call_failures",
    "check_environment",
    "injected",
    "resolve",
    "self_check",
    "strict_mode",
    "usable_cores",
]

SIMD = ("auto", "avx2", "avx512", "neon", "scalar")

_TRUE = frozenset({"true", "1", "t", "yes", "y"})
_FALSE = frozenset({"false", "0", "f", "no", "n"})
# Variables with one value a model.
_LISTS = ("INFINITY_USE_BUDTIKTOK", "INFINITY_BUDTIKTOK_SIMD", "INFINITY_BUDTIKTOK_THREADS")


class Options(NamedTuple):
    """The options of one model, resolved."""

    use: bool
    simd: str
    threads: int


def _boolean(text: str, name: str) -> bool:
    word = text.strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise ValueError(f"{name}={text!r}: expected one of true, 1, t, yes, y, false, 0, f, no, n")


def _level(value: Any, name: str) -> str:
    word = str(value).strip().lower()
    if word not in SIMD:
        raise ValueError(f"{name}={value!r}: expected one of {', '.join(SIMD)}")
    return word


def _count(value: Any, name: str) -> int:
    try:
        number = int(value)
    except (TypeError, ValueError):
        number = -1
    if isinstance(value, (bool, float)) or number < 0:
        raise ValueError(f"{name}={value!r}: expected an integer of 0 or more, 0 = auto")
    return number


def _of_model(text: str | None, index: int) -> str | None:
    """Return the value of the model at this place of a list with semicolons, None where it is empty."""
    if text is None:
        return None
    values = text.split(";")
    if len(values) > 1 and not values[-1].strip():
        values.pop()
    value = values[0] if len(values) == 1 else values[index] if index < len(values) else ""
    return value if value.strip() else None


def resolve(
    use: bool | None = None,
    simd: str | None = None,
    threads: int | None = None,
    index: int = 0,
    environment: Mapping[str, str] | None = None,
) -> Options:
    """Resolve the options of a model.

    Parameters
    ----------
    use, simd, threads : optional
        What the caller says; None: the environment, then the default.
    index : int
        Place of the model in the lists of the INFINITY_ variables.
    environment : mapping, optional
        Default: `os.environ`.

    Returns
    -------
    Options

    Raises
    ------
    ValueError
        A value that is none of the allowed ones; the message names where it stands.
    """
    env = os.environ if environment is None else environment

    def found(*names: str) -> tuple[str, str] | None:
        for name in names:
            value = _of_model(env.get(name), index) if name.startswith("INFINITY_") else env.get(name)
            if value is not None and value.strip():
                return name, value
        return None

    if use is None:
        named = found("INFINITY_USE_BUDTIKTOK")
        off = found("BUDTIKTOK_DISABLE")
        if named is not None:
            use = _boolean(named[1], named[0])
        else:
            use = off is None or not _boolean(off[1], off[0])
    elif not isinstance(use, bool):
        raise ValueError(f"use_budtiktok={use!r}: expected True or False")
    if simd is None:
        level = found("INFINITY_BUDTIKTOK_SIMD", "BUDTIKTOK_SIMD")
        simd = "auto" if level is None else _level(level[1], level[0])
    else:
        simd = _level(simd, "budtiktok_simd")
    if threads is None:
        number = found("INFINITY_BUDTIKTOK_THREADS", "BUDTIKTOK_NUM_THREADS")
        threads = 0 if number is None else _count(number[1], number[0])
    else:
        threads = _count(threads, "budtiktok_threads")
    if threads == 0 and env.get("TOKENIZERS_PARALLELISM", "").strip().lower() in _FALSE:
        threads = 1
    return Options(use, simd, threads)


def check_environment(environment: Mapping[str, str] | None = None) -> None:
    """Resolve the environment's values for every model that its lists name.

    Raises
    ------
    ValueError
        As `resolve`.
    """
    env = os.environ if environment is None else environment
    longest = max(env.get(name, "").count(";") for name in _LISTS)
    for index in range(longest + 1):
        resolve(index=index, environment=env)


# ---- the process

_lock = threading.Lock()
# What the first model asked for; None: nobody has asked yet.
_level_in_force: str | None = None
_threads_in_force: int | None = None


def apply(options: Options) -> None:
    """Set level and threads of the process; the first model that names a value decides.

    A level that the processor lacks is a warning, and the best one that it has is taken.
    """
    global _level_in_force, _threads_in_force
    with _lock:
        if options.simd != "auto":
            if _level_in_force is None:
                _level_in_force = options.simd
                if options.simd in process.simd_levels():
                    process.set_simd_level(options.simd)
                else:
                    logger().warning(
                        "budtiktok: this processor has no %s, using %s", options.simd, process.get_simd_level()
                    )
            elif _level_in_force != options.simd:
                logger().warning(
                    "budtiktok: budtiktok_simd=%s of another model stays in force, not %s",
                    _level_in_force,
                    options.simd,
                )
        if options.threads:
            if _threads_in_force is None:
                _threads_in_force = options.threads
                process.set_num_threads(options.threads)
            elif _threads_in_force != options.threads:
                logger().warning(
                    "budtiktok: budtiktok_threads=%d of another model stays in force, not %d",
                    _threads_in_force,
                    options.threads,
                )
        elif _threads_in_force is None and "BTT_NUM_THREADS" not in os.environ:
            process.set_num_threads(auto_threads())


def auto_threads() -> int:
    """Return the number of threads of "auto".

    The physical cores that this process may use, less one for the model; at least 1, and at most 6, which feed the
    largest accelerator.
    """
    return max(1, min(6, usable_cores() - 1))


def usable_cores(topology: str = "/sys/devices/system/cpu") -> int:
    """Return how many physical cores the affinity mask and the control group leave to this process.

    Parameters
    ----------
    topology : str
        Folder in which the system describes its processors. What it does not say counts as a core of its own.
    """
    if hasattr(os, "sched_getaffinity"):
        processors = os.sched_getaffinity(0)
    else:
        processors = set(range(os.cpu_count() or 1))
    count = len({_siblings(topology, number) for number in processors})
    quota = _quota()
    return max(1, min(count, quota)) if quota else count


def _siblings(topology: str, processor: int) -> str:
    """Return the processors that share the core of this one, in the words of the system."""
    try:
        with open(f"{topology}/cpu{processor}/topology/thread_siblings_list", encoding="ascii") as file:
            return file.read().strip()
    except (OSError, ValueError):
        return str(processor)


def _quota() -> int | None:
    """Return the whole processors that a control group (version 2, then 1) allows, None for no limit."""
    try:
        with open("/sys/fs/cgroup/cpu.max", encoding="ascii") as file:
            allowed, period = file.read().split()[:2]
        return None if allowed == "max" else max(1, int(allowed) // int(period))
    except (OSError, ValueError):
        pass
    try:
        with open("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", encoding="ascii") as file:
            allowed_us = int(file.read())
        with open("/sys/fs/cgroup/cpu/cpu.cfs_period_us", encoding="ascii") as file:
            return max(1, allowed_us // int(file.read())) if allowed_us > 0 else None
    except (OSError, ValueError):
        return None


# ---- switches of the package


def _switch(name: str, default: bool) -> bool:
    text = os.environ.get(name, "")
    return _boolean(text, name) if text.strip() else default


def strict_mode() -> bool:
    """Whether BUDTIKTOK_STRICT makes every fallback an error."""
    return _switch("BUDTIKTOK_STRICT", False)


def self_check() -> bool:
    """Whether a new wrapper is compared with its original: unless BUDTIKTOK_SELFCHECK=0."""
    return _switch("BUDTIKTOK_SELFCHECK", True)


def injected(what: str) -> bool:
    """Whether BUDTIKTOK_TEST_FAIL, a hook for tests, asks for this failure: "load" or "selfcheck"."""
    return os.environ.get("BUDTIKTOK_TEST_FAIL", "") == what


def call_failures() -> int:
    """Return how many calls of a new wrapper are to fail: N of BUDTIKTOK_TEST_FAIL=call:N."""
    word, _, number = os.environ.get("BUDTIKTOK_TEST_FAIL", "").partition(":")
    return _count(number, "BUDTIKTOK_TEST_FAIL=call:N") if word == "call" else 0
