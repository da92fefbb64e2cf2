"""contrib/latentbud: the change applies to the released server, its options and its engines do what they should."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import _contrib
import pytest
import tiny_models
from _paths import FOLDER

ROOT = Path(__file__).resolve().parents[2]
CONTRIB = ROOT / "contrib" / "latentbud"
DIFF = CONTRIB / "infinity_emb-0.0.78.diff"
MODULE = "infinity_emb/inference/optimizations/budtiktok_tokenizer.py"
RELEASE = "0.0.78"

Run = Callable[..., Any]


def installed() -> Path:
    """Return the installed server, skip where it is another one or none."""
    spec = importlib.util.find_spec("infinity_emb")
    if spec is None or spec.origin is None:
        pytest.skip("infinity_emb is not installed; `make server-test` has an environment with it")
    from importlib.metadata import version

    if version("infinity_emb") != RELEASE:
        pytest.skip(f"infinity_emb {version('infinity_emb')}, the change is for {RELEASE}")
    return Path(spec.origin).parent


@pytest.fixture(scope="module")
def fork(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a patched copy of the installed server."""
    folder = tmp_path_factory.mktemp("fork")
    shutil.copytree(installed(), folder / "infinity_emb", ignore=shutil.ignore_patterns("__pycache__"))
    # A wheel has no pyproject.toml; test_applies_to_the_release has one.
    subprocess.run(["git", "apply", "--exclude=pyproject.toml", str(DIFF)], cwd=folder, check=True)
    (folder / MODULE).parent.mkdir()
    shutil.copy(CONTRIB / "budtiktok_tokenizer.py", folder / MODULE)
    return folder


@pytest.fixture(scope="module")
def run(fork: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return a function that runs one of _contrib.py in a process with the patched copy."""
    home = tmp_path_factory.mktemp("home")

    def ask(*arguments: Any, paths: tuple[Any, ...] = (), **env: str) -> Any:
        kept = {k: v for k, v in os.environ.items() if "BUDTIKTOK" not in k or k == "BUDTIKTOK_LIBRARY"}
        here = os.environ.get("PYTHONPATH")
        paths = (fork, *paths, *([Path(path).resolve() for path in here.split(os.pathsep)] if here else ()))
        done = subprocess.run(
            [sys.executable, str(ROOT / "tests/server/_contrib.py"), *map(str, arguments)],
            capture_output=True,
            text=True,
            cwd=home,
            env={
                **kept,
                "PYTHONPATH": os.pathsep.join(map(str, paths)),
                "INFINITY_HOME": str(home),
                "HF_HUB_OFFLINE": "1",
                "DO_NOT_TRACK": "1",
                "COLUMNS": "1000",
                "TERM": "dumb",
                **env,
            },
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout)

    return ask


@pytest.fixture(scope="module")
def folder() -> Path:
    """Return where the tiny models are."""
    tiny_models.build(FOLDER / "models", _contrib.MODELS.values())
    return (FOLDER / "models").resolve()


def test_applies_to_the_release(tmp_path: Path) -> None:
    installed()
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", "infinity-emb"]
    done = subprocess.run(
        [*command, f"infinity-emb=={RELEASE}"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        pytest.skip(f"no source distribution of the server: {done.stderr.strip().splitlines()[-1][:200]}")
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as archive:
        archive.extractall(tmp_path, filter="data")
    source = tmp_path / f"infinity_emb-{RELEASE}"
    applied = subprocess.run(
        ["patch", "-p1", "--fuzz=0", "-i", str(DIFF)], cwd=source, capture_output=True, text=True, check=False
    )
    assert applied.returncode == 0, applied.stdout
    assert not list(source.rglob("*.rej")) and "offset" not in applied.stdout
    poetry = __import__("tomllib").loads((source / "pyproject.toml").read_text())["tool"]["poetry"]
    assert poetry["extras"]["budtiktok"] == ["budtiktok"]
    # By path: the project of this name on the package index is another one.
    assert poetry["dependencies"]["budtiktok"].keys() == {"path", "optional"}


@pytest.mark.parametrize("engines", ["torch_engines", "optimum_engines"])
def test_engines(run: Run, folder: Path, engines: str) -> None:
    found = run(engines, folder, BUDTIKTOK_STRICT="1")
    assert found.keys() == {"embed", "rerank", "classify"}
    for name, record in found.items():
        assert record["wrapped"] == record["lengths_wrapped"] == [True, False], name
        assert record["equal"] and record.get("same_result", True) and record["same_lengths"], name
        assert record["fallback_calls"] == 0, name
        # A pipeline makes a call for each text; lengths are counted by a copy with counters of its own.
        assert record["native_calls"] == (record["texts"] if name == "classify" else 1), name
    for name in ("embed", "rerank"):
        mine, theirs = found[name]["keys"]
        assert mine == theirs and "input_ids" in mine


def test_engine_of_the_server(run: Run, folder: Path) -> None:
    found = run("engine", folder, BUDTIKTOK_STRICT="1")
    assert found["shape"] == [4, 64] and found["difference"] < 1e-6


def test_without_the_package(run: Run, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "budtiktok").mkdir()
    (tmp_path / "budtiktok" / "__init__.py").write_text("__version__ = 'a foreign package'\n")
    found = run("absent", folder, paths=(tmp_path,))
    assert found["available"] is False and found["is"] is False and found["config"] == {}
    assert found["type"].startswith("Bert")
    assert len(found["lines"]) == 1 and "not available (ModuleNotFoundError" in found["lines"][0]


def test_the_flag_of_the_module_is_read_at_use(run: Run, folder: Path) -> None:
    wrapped, original = run("switched_off", folder)
    assert wrapped == "BudTikTokWrapper" and original.startswith("Bert")


@pytest.fixture
def several(run: Run, tmp_path: Path) -> Run:
    """Return a function that runs several of _contrib.py: (name, arguments, variables)."""

    def ask(*cases: tuple[str, list[Any], dict[str, str]]) -> list[Any]:
        (tmp_path / "cases.json").write_text(json.dumps(cases))
        return [found.get("value", found.get("error")) for found in run("several", tmp_path / "cases.json")]

    return ask


def test_defaults_and_environment(several: Run) -> None:
    package = {"BUDTIKTOK_DISABLE": "1", "BUDTIKTOK_SIMD": "avx2", "BUDTIKTOK_NUM_THREADS": "3"}
    server = {"INFINITY_USE_BUDTIKTOK": "yes", "INFINITY_BUDTIKTOK_SIMD": "Scalar", "INFINITY_BUDTIKTOK_THREADS": "2"}
    blank = dict.fromkeys(server, "")
    environments = [{}, package, {**package, **server}, blank, {**package, **blank}]
    wrong = [{name: "wrong"} for name in server] + [{"INFINITY_BUDTIKTOK_THREADS": "-1"}]
    found = several(*(("defaults", [], env) for env in (*environments, *wrong)))
    assert found[:5] == [
        [True, "auto", 0],
        [False, "avx2", 3],
        [True, "scalar", 2],
        [True, "auto", 0],
        [False, "avx2", 3],
    ]
    for answer, said in zip(found[5:], ("USE_BUDTIKTOK='wrong'", "simd='wrong'", "'wrong'", "threads=-1"), strict=True):
        assert answer.startswith("ValueError") and said in answer


def test_values_of_several_models(several: Run) -> None:
    # Upstream wants as many values as models, for its own options.
    per_model = {
        "batch_size": "4;8",
        "revision": "main;main",
        "engine": "torch;torch",
        "device": "cpu;cpu",
        "dtype": "float32;float32",
        "pooling_method": "auto;auto",
        "embedding_dtype": "float32;float32",
        "served_model_name": "a;b",
        "trust_remote_code": "true;true",
        "model_warmup": "true;true",
        "compile": "false;false",
        "bettertransformer": "false;false",
        "lengths_via_tokenize": "false;false",
        "onnx_disable_optimize": "false;false",
        "onnx_do_not_prefer_quantized": "false;false",
        "model_id": "m/one;m/two",
    }
    env = {f"INFINITY_{name.upper()}": value for name, value in per_model.items()}
    ours = {"INFINITY_USE_BUDTIKTOK": "false;true;", "INFINITY_BUDTIKTOK_SIMD": "avx2"}
    none, some = several(("from_env", [], env), ("from_env", [], {**env, **ours}))
    # None for ours, or one: it is for all.
    assert none == [[True, "auto", 0]] * 2
    assert some == [[False, "avx2", 0], [True, "avx2", 0]]


def test_command_line(several: Run) -> None:
    models = ["v2", "--model-id", "m/one", "--model-id", "m/two"]
    given = ["--no-use-budtiktok", "--use-budtiktok", "--budtiktok-simd", "scalar", "--budtiktok-threads", "2"]
    lines = (models, [*models, *given], ["v1", "--model-name-or-path", "m/one"], [*models, "--budtiktok-simd", "sse9"])
    found = several(*(("command_line", line, {}) for line in lines))
    assert found[0] == [[True, "auto", 0]] * 2
    assert found[1] == [[False, "scalar", 2], [True, "scalar", 2]]
    assert found[2] == [[True, "auto", 0]]
    assert found[3].startswith("ValueError: budtiktok_simd='sse9'")


def test_help_of_the_command_line(fork: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "infinity_emb.cli", "v2", "--help"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(fork), "COLUMNS": "200", "TERM": "dumb"},
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    for name in ("--use-budtiktok", "--no-use-budtiktok", "--budtiktok-simd", "--budtiktok-threads"):
        assert name in done.stdout
    for name in ("INFINITY_USE_BUDTIKTOK", "INFINITY_BUDTIKTOK_SIMD", "INFINITY_BUDTIKTOK_THREADS"):
        assert name in done.stdout.replace("\n", "")


def test_values_that_do_not_exist(run: Run) -> None:
    said = run("invalid")
    assert len(said) == 7
    for what, message in said.items():
        name = what.partition("=")[0]
        assert message.startswith(f"{name}=") and "expected" in message
