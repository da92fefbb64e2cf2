"""Two real servers side by side, the second one patched: every answer the same."""

from __future__ import annotations

import concurrent.futures
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import _counts
import pytest
from _answers import assert_same_answer, vectors
from _server import PATCHED, PLAIN, Server
from _texts import plain_texts

LINE = "budtiktok: using BudTikTok tokenizer for "

# Served name -> folder. "off" is a model without BudTikTok in the same process, "characters" counts usage without
# tokenizing.
SERVED = {
    "bert": "m1-bert",
    "bert-64": "m2-bert-64",
    "roberta": "m3-roberta",
    "rerank": "m5-bert-rerank",
    "rerank-xlm-r": "m5b-xlm-r-rerank",
    "classify": "m6-bert-classify",
    "classify-roberta": "m6b-roberta-classify",
    "off": "m8-bert-vocabulary",
    "characters": "m10-bert-added",
}
CLIENTS, REQUESTS = 50, 6


class Servers(NamedTuple):
    plain: Server
    fast: Server
    models: dict[str, Path]

    def compare(self, path: str, body: dict[str, Any]) -> int:
        answers = [server.post(path, body) for server in (self.plain, self.fast)]
        count = assert_same_answer(path, *answers, (path, body["model"]))
        _counts.add("HTTP", f"equal results of {path}", count)
        return count


def per_model(value: str, exception: str, name: str) -> str:
    return ";".join(exception if served == name else value for served in SERVED)


@pytest.fixture(scope="module")
def servers(models: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    folder = tmp_path_factory.mktemp("servers")
    served = {name: models[path] for name, path in SERVED.items()}
    lengths = {"INFINITY_LENGTHS_VIA_TOKENIZE": per_model("true", "false", "characters")}
    use = {"INFINITY_USE_BUDTIKTOK": per_model("true", "false", "off"), "BUDTIKTOK_STRICT": "1"}
    with Server(PLAIN, served, folder, lengths) as plain, Server(PATCHED, served, folder, {**lengths, **use}) as fast:
        yield Servers(plain.wait(), fast.wait(), served)
        assert [server.stop() is not None for server in (plain, fast)] == [True, True], "SIGTERM did not end it"


def test_one_line_of_the_log_for_each_model(servers: Servers) -> None:
    for name, path in servers.models.items():
        assert servers.fast.log.count(f"{LINE}{path} (isa=") == (0 if name == "off" else 1), name
    assert LINE not in servers.plain.log
    assert "using HuggingFace tokenizer" not in servers.fast.log


def test_models(servers: Servers) -> None:
    listed = [json.loads(server.ask("GET", "/models")[1])["data"] for server in servers[:2]]
    assert sorted(row["id"] for row in listed[0]) == sorted(row["id"] for row in listed[1]) == sorted(SERVED)


@pytest.mark.parametrize("name", ["bert", "bert-64", "roberta", "off", "characters"])
def test_embeddings(servers: Servers, name: str) -> None:
    texts = plain_texts()
    for given in (texts[0], list(texts[:1]), list(texts[100:132]), list(texts[200:500])):
        servers.compare("/embeddings", {"model": name, "input": given})
    servers.compare("/embeddings", {"model": name, "input": list(texts[600:650]), "encoding_format": "base64"})
    servers.compare("/embeddings", {"model": name, "input": ["", " ", "a", "nul\x00inside"]})


@pytest.mark.parametrize("name", ["rerank", "rerank-xlm-r"])
def test_rerank(servers: Servers, name: str) -> None:
    texts = plain_texts()
    long = max(texts, key=len)
    for more in ({}, {"raw_scores": True}, {"top_n": 3}, {"return_documents": True}):
        servers.compare("/rerank", {"model": name, "query": texts[9], "documents": list(texts[300:340]), **more})
    servers.compare("/rerank", {"model": name, "query": long, "documents": [long, texts[5], "a", "nul\x00"]})


@pytest.mark.parametrize("name", ["classify", "classify-roberta"])
def test_classify(servers: Servers, name: str) -> None:
    texts = plain_texts()
    servers.compare("/classify", {"model": name, "input": [texts[7]]})
    servers.compare("/classify", {"model": name, "input": list(texts[:64]), "raw_scores": True})
    servers.compare("/classify", {"model": name, "input": [max(texts, key=len), "nul\x00", "a"]})


def test_usage_counts_tokens_or_characters(servers: Servers) -> None:
    text = "tokenization"
    used = {
        name: servers.fast.post("/embeddings", {"model": name, "input": [text]})["usage"]["total_tokens"]
        for name in ("bert", "off", "characters")
    }
    assert used["bert"] == used["off"] < used["characters"] == len(text)


def test_models_react_to_their_input(servers: Servers) -> None:
    for name in ("bert", "roberta"):
        one, other = vectors(servers.fast.post("/embeddings", {"model": name, "input": ["a red car", "a red cat"]}))
        assert abs(one - other).max() > 1e-3


def test_50_clients_at_once(servers: Servers) -> None:
    texts = plain_texts()

    def body_of(client: int, turn: int) -> tuple[str, dict[str, Any]]:
        draw = random.Random(client * 1000 + turn)
        some = draw.sample(texts, draw.choice((1, 3, 8)))
        kind = (client + turn) % 3
        if kind == 0:
            return "/embeddings", {"model": draw.choice(("bert", "bert-64", "roberta", "off")), "input": some}
        if kind == 1:
            return "/rerank", {"model": "rerank", "query": some[0][:500], "documents": some}
        return "/classify", {"model": "classify", "input": some}

    def client(number: int) -> int:
        return sum(servers.compare(*body_of(number, turn)) for turn in range(REQUESTS))

    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
        counts = list(pool.map(client, range(CLIENTS), timeout=300))
    assert len(counts) == CLIENTS and min(counts) >= REQUESTS


def _shape(data: bytes) -> Any:
    """Return an answer without what differs from one request to the next, and with numbers that compare."""
    try:
        answer = json.loads(data)
    except ValueError:
        return data
    if isinstance(answer, dict):
        for name in ("id", "created", "model"):
            answer.pop(name, None)
        if "data" in answer and "usage" in answer:
            return answer["usage"], [sorted(row) if isinstance(row, dict) else len(row) for row in answer["data"]]
    return answer


@pytest.mark.parametrize("endpoint", ["/embeddings", "/rerank", "/classify"])
def test_odd_requests_are_answered_alike(servers: Servers, endpoint: str) -> None:
    model = {"/embeddings": "bert", "/rerank": "rerank", "/classify": "classify"}[endpoint]
    values = {
        "lone surrogate": '"a\\ud800b"',
        "only a surrogate": '"\\udfff"',
        "pair of surrogates": '"\\ud83d\\ude00"',
        "null": "null",
        "number": "7",
        "object": '{"a": 1}',
        "NUL": '"a\\u0000b"',
        "5 MB": json.dumps("some words " * 450_000),
        "long": json.dumps("some words " * 5_000),
    }
    bodies = {name: f"[{value}]" for name, value in values.items()}
    bodies |= {"empty list": "[]", "null alone": "null", "number alone": "7", "list of lists": '[["a"]]'}
    bodies["too many"] = json.dumps(["a"] * 3000)
    for name, given in bodies.items():
        field = '"query": "words", "documents"' if endpoint == "/rerank" else '"input"'
        body = f'{{"model": "{model}", {field}: {given}}}'.encode()
        (status, plain), (other, fast) = (server.ask("POST", endpoint, body) for server in servers[:2])
        assert status == other, (name, status, other, fast[:300])
        assert _shape(plain) == _shape(fast), name
        _counts.add("HTTP", "odd requests answered alike")
    # Both still work.
    test_models_react_to_their_input(servers)


def test_metrics(servers: Servers) -> None:
    for server in servers[:2]:
        status, body = server.ask("GET", "/metrics")
        assert status == 200 and b"http_requests_total" in body


def test_no_failure_was_logged(servers: Servers) -> None:
    assert "budtiktok: a native call" not in servers.fast.log
    assert "strict mode forbids" not in servers.fast.log
