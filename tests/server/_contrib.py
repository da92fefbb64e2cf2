"""What test_contrib.py runs inside of a patched copy of the server: a function by name, answered as JSON.

python _contrib.py FUNCTION [FOLDER]
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import types
from pathlib import Path
from typing import Any

TEXTS = ["a query", "", "Ünïcode, the longer of them all: " + "word " * 700, "tabs\tand  spaces [MASK]", "日本語"]
PAIRS = [(text, other) for text, other in zip(TEXTS, TEXTS[::-1])]


MODELS = {"embed": "m1-bert", "rerank": "m5-bert-rerank", "classify": "m6-bert-classify"}


def _arguments(folder: Path, **options: Any) -> Any:
    from infinity_emb.args import EngineArgs

    return EngineArgs(model_name_or_path=str(folder), device="cpu", bettertransformer=False, dtype="float32", **options)


def _plain(features: Any) -> dict[str, Any]:
    return {key: [str(value.dtype), value.tolist()] for key, value in features.items()}


def _three(kinds: dict[str, Any], folder: Path, named: str) -> dict[str, Any]:
    """Make each engine with the option on and off; return what differs and what was counted."""
    import numpy as np

    from budtiktok.integrations.latentbud import is_budtiktok_tokenizer

    found = {}
    for name, kind in kinds.items():
        on, off = (kind(engine_args=_arguments(folder / MODELS[name], use_budtiktok=use)) for use in (True, False))
        items: list[Any] = PAIRS if name == "rerank" else TEXTS
        tokenizers = [getattr(engine, named, None) or engine._pipe.tokenizer for engine in (on, off)]
        before = tokenizers[0].stats()
        record: dict[str, Any] = {
            "wrapped": [is_budtiktok_tokenizer(tokenizer) for tokenizer in tokenizers],
            "lengths_wrapped": [is_budtiktok_tokenizer(engine._infinity_tokenizer) for engine in (on, off)],
        }
        if name == "classify":
            # Without truncation in the optimum engine; short texts only.
            items = [TEXTS[0], *TEXTS[3:]]
            record["equal"] = on.encode_core(items) == off.encode_core(items)
        else:
            mine, theirs = on.encode_pre(items), off.encode_pre(items)
            record["keys"] = [list(mine.keys()), list(theirs.keys())]
            record["equal"] = _plain(mine) == _plain(theirs)
            results = [engine.encode_post(engine.encode_core(f)) for engine, f in ((on, mine), (off, theirs))]
            record["same_result"] = bool(np.array_equal(*results))
        record["same_lengths"] = on.tokenize_lengths(TEXTS) == off.tokenize_lengths(TEXTS)
        after = tokenizers[0].stats()
        record["native_calls"] = after["native_calls"] - before["native_calls"]
        record["fallback_calls"] = after["fallback_calls"]
        record["texts"] = len(items)
        found[name] = record
    return found


def torch_engines(folder: Path) -> dict[str, Any]:
    """Compare the three torch engines with the option on and off."""
    from infinity_emb.transformer.classifier.torch import SentenceClassifier
    from infinity_emb.transformer.crossencoder.torch import CrossEncoderPatched
    from infinity_emb.transformer.embedder.sentence_transformer import SentenceTransformerPatched

    kinds = {"embed": SentenceTransformerPatched, "rerank": CrossEncoderPatched, "classify": SentenceClassifier}
    return _three(kinds, folder, "tokenizer")


def optimum_engines(folder: Path) -> dict[str, Any]:
    """Compare the three optimum engines; their models are those of torch behind optimum's names."""
    import importlib.machinery

    import torch
    import transformers

    for name in ("optimum", "optimum.onnxruntime"):
        module = types.ModuleType(name)
        module.__spec__ = importlib.machinery.ModuleSpec(name, None, is_package=True)
        module.__path__ = []  # type: ignore[attr-defined]
        sys.modules[name] = module
    stub: Any = sys.modules["optimum.onnxruntime"]
    stub.ORTModelForFeatureExtraction = transformers.AutoModel
    stub.ORTModelForSequenceClassification = transformers.AutoModelForSequenceClassification
    import infinity_emb.transformer.classifier.optimum as classifier
    import infinity_emb.transformer.crossencoder.optimum as crossencoder
    import infinity_emb.transformer.embedder.optimum as embedder
    from infinity_emb._optional_imports import CHECK_ONNXRUNTIME

    # It has missed what is not stubbed, and is not needed here.
    CHECK_ONNXRUNTIME.mark_required = lambda: True

    class Model:
        """Takes and gives arrays."""

        def __init__(self, model: Any) -> None:
            self.model = model

        def __call__(self, **inputs: Any) -> Any:
            inputs.pop("return_dict", None)
            with torch.no_grad():
                found = self.model(**{key: torch.as_tensor(value) for key, value in inputs.items()})
            return type(found)({key: value.numpy() for key, value in found.items()})

    def optimize_model(model_name_or_path: Any, model_class: Any, **_: Any) -> Any:
        model = model_class.from_pretrained(model_name_or_path).eval()
        return model if "classify" in str(model_name_or_path) else Model(model)

    for module in (classifier, crossencoder, embedder):
        module.optimize_model = optimize_model
        module.get_onnx_files = lambda **_: Path("model.onnx")
        module.device_to_onnx = lambda _: "CPUExecutionProvider"
    kinds = {
        "embed": embedder.OptimumEmbedder,
        "rerank": crossencoder.OptimumCrossEncoder,
        "classify": classifier.OptimumClassifier,
    }
    return _three(kinds, folder, "tokenizer")


def engine(folder: Path) -> dict[str, Any]:
    """Embed with the server's engine, warm-up included, with the option on and off."""
    from infinity_emb import AsyncEmbeddingEngine

    async def embed(use: bool) -> list[list[float]]:
        made = AsyncEmbeddingEngine.from_args(_arguments(folder / MODELS["embed"], use_budtiktok=use))
        async with made:
            vectors, _ = await made.embed([text for text in TEXTS if text])
        return [vector.tolist() for vector in vectors]

    import numpy as np

    on, off = (np.array(asyncio.run(embed(use))) for use in (True, False))
    return {"shape": list(on.shape), "difference": float(np.abs(on - off).max())}


def absent(folder: Path) -> dict[str, Any]:
    """Make an engine where the package cannot be imported."""
    import logging

    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("infinity_emb").addHandler(handler)
    from infinity_emb.inference.optimizations import budtiktok_tokenizer as module
    from infinity_emb.transformer.embedder.sentence_transformer import SentenceTransformerPatched

    made = SentenceTransformerPatched(engine_args=_arguments(folder / MODELS["embed"]))
    return {
        "available": module.BUDTIKTOK_AVAILABLE,
        "is": module.is_budtiktok_tokenizer(made.tokenizer),
        "config": module.get_budtiktok_config(),
        "type": type(made.tokenizer).__name__,
        "lines": [line for line in lines if "budtiktok" in line],
    }


def switched_off(folder: Path) -> list[str]:
    """Set the module's flag to False, as benchmarks do, and make an engine."""
    from infinity_emb.inference.optimizations import budtiktok_tokenizer as module
    from infinity_emb.transformer.embedder.sentence_transformer import SentenceTransformerPatched

    names = []
    for available in (True, False):
        module.BUDTIKTOK_AVAILABLE = available
        names.append(
            type(SentenceTransformerPatched(engine_args=_arguments(folder / MODELS["embed"])).tokenizer).__name__
        )
    return names


def defaults() -> list[Any]:
    """Return the three options of EngineArgs without arguments."""
    from infinity_emb.args import EngineArgs

    made = EngineArgs()
    return [made.use_budtiktok, made.budtiktok_simd, made.budtiktok_threads]


def from_env() -> list[list[Any]]:
    """Return the three options of every model of the environment."""
    from infinity_emb.args import EngineArgs

    return [[a.use_budtiktok, a.budtiktok_simd, a.budtiktok_threads] for a in EngineArgs.from_env()]


def command_line(*arguments: str) -> list[list[Any]]:
    """Return the three options of every model that the command line gives to the server."""
    import infinity_emb.cli as cli

    seen: list[list[Any]] = []

    def create_server(engine_args_list: list[Any], **_: Any) -> None:
        seen.extend([a.use_budtiktok, a.budtiktok_simd, a.budtiktok_threads] for a in engine_args_list)

    cli.create_server = create_server
    cli.uvicorn.run = lambda *_, **__: None
    sys.argv = ["infinity_emb", *arguments]
    try:
        cli.cli()
    except SystemExit as end:
        if end.code:
            raise
    return seen


def invalid() -> dict[str, str]:
    """Return what EngineArgs says to values that do not exist."""
    from infinity_emb.args import EngineArgs

    said = {}
    for name, value in (
        ("use_budtiktok", "yes"),
        ("use_budtiktok", 1),
        ("budtiktok_simd", "sse9"),
        ("budtiktok_simd", 2),
        ("budtiktok_threads", -1),
        ("budtiktok_threads", True),
        ("budtiktok_threads", "4"),
    ):
        try:
            EngineArgs(**{name: value})
        except ValueError as error:
            said[f"{name}={value!r}"] = str(error)
    return said


def several(path: Path) -> list[dict[str, Any]]:
    """Run functions of this file, each in a fork with an environment of its own: what is heavy is loaded once.

    The file holds a list of lists: name, arguments, variables. Answers have "value" or "error".
    """
    import sentence_transformers  # noqa: F401
    import torch  # noqa: F401

    answers = []
    for name, arguments, variables in json.loads(path.read_text()):
        receive, send = os.pipe()
        child = os.fork()
        if child == 0:
            os.environ.update(variables)
            try:
                found = {"value": globals()[name](*arguments)}
            except BaseException as error:
                found = {"error": f"{type(error).__name__}: {error}"}
            os.write(send, json.dumps(found).encode())
            os._exit(0)
        os.close(send)
        with os.fdopen(receive) as file:
            answers.append(json.load(file))
        os.waitpid(child, 0)
    return answers


if __name__ == "__main__":
    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    function = globals()[sys.argv[1]]
    json.dump(function(*map(Path, sys.argv[2:])), answer)
    answer.close()
