"""Find, load and check the shared library.

Order of the search: the file that the variable ``BUDTIKTOK_LIBRARY`` names (and nothing else where it is
set), the ``lib`` folder under each entry of the package path (an editable install has two), the system loader
by SONAME. The package uses experimental functions of the library too, so the two must have the same version.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any

import cffi

from ._cdef import ABI_VERSION, CDEF, VERSION

__all__ = ["LIBRARY_PATH", "ffi", "lib"]

VARIABLE = "BUDTIKTOK_LIBRARY"
FILE_NAME = "libbudtiktok.so"
SONAME = f"{FILE_NAME}.{ABI_VERSION}"


def _package_path() -> list[str]:
    import budtiktok

    return list(budtiktok.__path__)


def candidates(package_path: Iterable[str], environment: str | None) -> Iterator[str]:
    """Yield what may be the library, best first.

    Parameters
    ----------
    package_path : iterable of str
        Folders of the package.
    environment : str or None
        The value of ``BUDTIKTOK_LIBRARY``.

    Yields
    ------
    str
        A file name, or a SONAME for the system loader.
    """
    if environment:
        yield environment
        return
    for folder in package_path:
        for name in (FILE_NAME, SONAME):
            yield os.path.join(folder, "lib", name)
    yield SONAME


def _open(ffi_: Any, path: str) -> Any:
    """Open one candidate and check that it is the right library; OSError says why it is not."""
    if os.path.dirname(path) and not os.path.isfile(path):
        raise OSError("no such file")
    library = ffi_.dlopen(path, ffi_.RTLD_NOW | ffi_.RTLD_LOCAL)
    try:
        abi = library.btt_abi_version()
        number = library.btt_version_number()
    except AttributeError:
        raise OSError("not a budtiktok library: it has no btt_abi_version") from None
    if abi != ABI_VERSION:
        raise OSError(f"its ABI version is {abi}, this package needs {ABI_VERSION}")
    version = (number // 10000, number // 100 % 100, number % 100)
    if version != VERSION:
        raise OSError("its version is {}.{}.{}, this package needs {}.{}.{}".format(*version, *VERSION))
    return library


def load(paths: Iterable[str]) -> tuple[Any, Any, str]:
    """Open the first usable library.

    Parameters
    ----------
    paths : iterable of str
        What `candidates` yields.

    Returns
    -------
    tuple
        The cffi object, the library, and the path that worked.

    Raises
    ------
    ImportError
        Where none can be used. The message lists every path and the reason.
    """
    ffi_ = cffi.FFI()
    ffi_.cdef(CDEF)
    failures = []
    for path in paths:
        try:
            return ffi_, _open(ffi_, path), path
        except OSError as error:
            failures.append(f"  {path}: {error}")
    tried = "\n".join(failures)
    raise ImportError(f"the budtiktok shared library was not found; set {VARIABLE} to the file to use. Tried:\n{tried}")


# The cffi objects have no static types of their own.
ffi: Any
lib: Any
ffi, lib, LIBRARY_PATH = load(candidates(_package_path(), os.environ.get(VARIABLE)))
