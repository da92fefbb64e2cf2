"""Installs a build to a temporary prefix, moves the prefix, and builds and runs programs against it.

Consumers: CMake (shared, C only), CMake (static), pkg-config (shared), pkg-config (archive), dlopen, and the
source tree as a subdirectory (configured only). Each linked program must print the version of the library. The
installed files of each component are compared with a list.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOKENIZER = HERE / "tokenizer.json"


class Failure(Exception):
    """One step went wrong; the message says which and shows its output."""


def run(*command, environment=None):
    """Runs a command, returns its standard output, raises Failure with everything it printed."""
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **(environment or {})},
    )
    if done.returncode != 0:
        raise Failure(f"{' '.join(map(str, command))}\nstatus {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def files_below(folder):
    """Paths of all files and links below a folder."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


class Consumers:
    """One method per step; `work` is a temporary folder."""

    def __init__(self, arguments, work):
        self.arguments = arguments
        self.work = work
        self.prefix = work / "moved to here"
        self.libdir = self.prefix / arguments.libdir
        self.shared_path = {"LD_LIBRARY_PATH": str(self.libdir)}
        self.version = ""

    def install(self, folder, component=None):
        """Installs one component, or the default set, to a new folder."""
        command = [self.arguments.cmake, "--install", self.arguments.build, "--prefix", folder]
        run(*command, *(["--component", component] if component else []))
        return files_below(folder)

    def components(self):
        """Each component has its files and no others; python stays out of the default set."""
        lib = self.arguments.libdir
        runtime = self.install(self.work / "runtime", "runtime")
        development = self.install(self.work / "development", "development")
        python = self.install(self.work / "python", "python")
        everything = self.install(self.work / "first")
        if len(runtime) != 1 or not next(iter(runtime)).startswith(f"{lib}/libbudtiktok.so."):
            raise Failure(f"component runtime: {sorted(runtime)}")
        if python != {"budtiktok/lib/libbudtiktok.so"}:
            raise Failure(f"component python: {sorted(python)}")
        expected = {
            "include/budtiktok.h",
            "include/budtiktok_experimental.h",
            f"{lib}/libbudtiktok.so",
            f"{lib}/libbudtiktok.a",
            f"{lib}/pkgconfig/budtiktok.pc",
        }
        package = {name for name in development if name.startswith(f"{lib}/cmake/budtiktok/")}
        if development - package != expected or not package:
            raise Failure(f"component development: {sorted(development)}")
        if everything != runtime | development:
            raise Failure(f"default install: {sorted(everything)}")
        if (self.work / "python/budtiktok/lib/libbudtiktok.so").is_symlink():
            raise Failure("the library of the component python is a link")

    def move(self):
        """What was installed works at another place, and names neither the first place nor the build."""
        shutil.move(self.work / "first", self.prefix)
        for path in self.prefix.rglob("*"):
            if path.suffix in {".cmake", ".pc"}:
                text = path.read_text(encoding="utf-8")
                for place in (self.work / "first", self.arguments.build, self.arguments.source):
                    if str(place) in text:
                        raise Failure(f"{path} names {place}")

    def check(self, program, *arguments):
        """Runs a consumer and looks at the version that it prints."""
        printed = run(program, *arguments, TOKENIZER, environment=self.shared_path).strip()
        self.version = self.version or printed
        if printed.count(".") != 2 or printed != self.version:
            raise Failure(f"{program} printed {printed!r}")

    def cmake_project(self, name, *options):
        """Configures one of the consumer projects."""
        build = self.work / name
        run(
            *(self.arguments.cmake, "-S", HERE / name, "-B", build, "-G", "Ninja"),
            f"-DCMAKE_C_COMPILER={self.arguments.c_compiler}",
            *options,
        )
        return build

    def cmake_shared(self):
        """find_package from a project that has no C++."""
        build = self.cmake_project("cmake_shared", f"-DCMAKE_PREFIX_PATH={self.prefix}")
        run(self.arguments.cmake, "--build", build)
        self.check(build / "use")

    def cmake_static(self):
        """find_package with the component static; the program does not need the shared library."""
        cxx = f"-DCMAKE_CXX_COMPILER={self.arguments.cxx_compiler}"
        build = self.cmake_project("cmake_static", f"-DCMAKE_PREFIX_PATH={self.prefix}", cxx)
        run(self.arguments.cmake, "--build", build)
        if "libbudtiktok" in run("ldd", build / "use"):
            raise Failure("the static consumer needs the shared library")
        self.check(build / "use")

    def subdirectory(self):
        """The tree configures inside another project, and leaves that project's settings alone."""
        cxx = f"-DCMAKE_CXX_COMPILER={self.arguments.cxx_compiler}"
        self.cmake_project("subdirectory", f"-DBUDTIKTOK_SOURCE={self.arguments.source}", cxx)

    def pkg_config(self, *options):
        """What pkg-config answers for this prefix alone."""
        places = {"PKG_CONFIG_PATH": str(self.libdir / "pkgconfig")}
        # The prefix has a blank in it, which pkg-config escapes with a backslash.
        answer = run("pkg-config", *options, "budtiktok", environment=places).strip()
        return [part.replace("\0", " ") for part in answer.replace("\\ ", "\0").split()]

    def pkg_config_shared(self):
        """cc use.c $(pkg-config --cflags --libs budtiktok)"""
        program = self.work / "use_shared"
        flags = self.pkg_config("--cflags", "--libs")
        run(self.arguments.c_compiler, "-std=c99", "-o", program, HERE / "use.c", *flags)
        self.check(program)
        if self.pkg_config("--modversion") != [self.version]:
            raise Failure("budtiktok.pc and the library disagree about the version")

    def pkg_config_archive(self):
        """The archive by name, and the private libraries from pkg-config."""
        program = self.work / "use_archive"
        libraries = [flag for flag in self.pkg_config("--static", "--libs-only-l") if flag != "-lbudtiktok"]
        run(
            *(self.arguments.c_compiler, "-std=c99", "-o", program, HERE / "use.c"),
            *(self.libdir / "libbudtiktok.a", *self.pkg_config("--cflags"), *libraries),
        )
        self.check(program)

    def dlopen(self):
        """Only the header at build time, only the file at run time."""
        program = self.work / "use_dlopen"
        include = f"-I{self.prefix / 'include'}"
        run(self.arguments.c_compiler, "-o", program, HERE / "use_dlopen.c", include, "-ldl")
        library = next(self.libdir.glob("libbudtiktok.so.*"))
        run(program, library, TOKENIZER)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cmake", default="cmake")
    parser.add_argument("--source", required=True, type=Path)
    parser.add_argument("--build", required=True, type=Path)
    parser.add_argument("--c-compiler", default="cc")
    parser.add_argument("--cxx-compiler", default="c++")
    parser.add_argument("--libdir", default="lib")
    arguments = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        consumers = Consumers(arguments, Path(folder))
        steps = [
            consumers.components,
            consumers.move,
            consumers.cmake_shared,
            consumers.cmake_static,
            consumers.pkg_config_shared,
            consumers.pkg_config_archive,
            consumers.dlopen,
            consumers.subdirectory,
        ]
        for step in steps:
            try:
                step()
            except Failure as failure:
                print(f"{step.__name__}: FAILED\n{failure}")
                return 1
            print(f"{step.__name__}: ok", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
