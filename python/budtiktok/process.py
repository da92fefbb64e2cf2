"""Process-wide controls and facts of the library."""

from __future__ import annotations

from typing import Any

from ._library import LIBRARY_PATH, ffi, lib
from ._options import unsigned
from .errors import check

__all__ = [
    "build_info",
    "get_config",
    "get_num_threads",
    "get_simd_level",
    "init_optimal",
    "set_num_threads",
    "set_simd_level",
    "simd_levels",
    "version",
]


def version() -> str:
    """Return the version of the library that is loaded.

    Returns
    -------
    str
        "major.minor.patch".
    """
    return str(ffi.string(lib.btt_version()).decode())


def build_info() -> dict[str, str]:
    """Return how the library was built: compiler, libraries, versions of the Unicode tables, SIMD levels.

    Returns
    -------
    dict of str to str
        The ``key=value`` lines of the library, and ``path``, the file it was loaded from.

    Examples
    --------
    >>> "compiler" in build_info()
    True
    """
    lines = ffi.string(lib.btt_build_info()).decode().splitlines()
    pairs = (line.partition("=") for line in lines if line.strip())
    return {**{key.strip(): value.strip() for key, _, value in pairs}, "path": LIBRARY_PATH}


def set_num_threads(threads: int) -> None:
    """Set the number of threads of later calls.

    A forked child works on its calling thread only until it calls this function.

    Parameters
    ----------
    threads : int
        0 = back to ``BTT_NUM_THREADS`` or the default of OpenMP.
    """
    check(lib.btt_set_num_threads(unsigned(threads, "threads", 2**32 - 1)))


def get_num_threads() -> int:
    """Return the number of threads that a large call would use now."""
    return int(lib.btt_get_num_threads())


def _level_names() -> dict[str, int]:
    names = {"auto": int(lib.BTT_SIMD_AUTO)}
    for level in range(32):
        name = lib.btt_simd_level_name(level)
        if name != ffi.NULL:
            names[ffi.string(name).decode()] = level
    return names


def set_simd_level(name: str) -> None:
    """Pick the SIMD level of later calls; results are the same at every level.

    Parameters
    ----------
    name : str
        "scalar", "sse42", "avx2", "avx512", "neon", or "auto" for the best one.

    Raises
    ------
    ValueError
        An unknown name.
    UnsupportedError
        A level that this machine or build lacks; the level in force stays.
    """
    names = _level_names()
    if name not in names:
        raise ValueError(f"unknown SIMD level {name!r}, please select one of {list(names)}")
    check(lib.btt_set_simd_level(names[name]))


def get_simd_level() -> str:
    """Return the name of the SIMD level in force."""
    return str(ffi.string(lib.btt_simd_level_name(lib.btt_get_simd_level())).decode())


def simd_levels() -> list[str]:
    """Return the names of the levels that this build has and this machine runs.

    Examples
    --------
    >>> "scalar" in simd_levels()
    True
    """
    mask = lib.btt_simd_levels()
    return [name for name, level in _level_names().items() if level >= 0 and mask >> level & 1]


def get_config() -> dict[str, Any]:
    """Return what is in force in this process: SIMD level, threads, cores.

    Returns
    -------
    dict
        See `budtiktok.integrations.latentbud.get_budtiktok_config`.
    """
    # Here, because the package is loaded without its integrations.
    from .integrations.latentbud import get_budtiktok_config

    return get_budtiktok_config()


def init_optimal(threads: int | None = None) -> None:
    """Use the best SIMD level of this machine, and a number of threads that leaves room for a model.

    Parameters
    ----------
    threads : int, optional
        Default: the physical cores that this process may use, less one; at least 1 and at most 6.
    """
    from .integrations.options import auto_threads

    set_simd_level("auto")
    set_num_threads(auto_threads() if threads is None else threads)
