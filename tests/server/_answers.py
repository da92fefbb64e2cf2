"""Answers of two servers side by side."""

from __future__ import annotations

import base64
from typing import Any

import numpy
import numpy.typing

TOLERANCE = 1e-6


def vectors(answer: Any) -> numpy.typing.NDArray[Any]:
    """Return the embeddings of an answer, [texts, width]."""
    rows = []
    for row in sorted(answer["data"], key=lambda row: int(row["index"])):
        value = row["embedding"]
        if isinstance(value, str):
            value = numpy.frombuffer(base64.b64decode(value), numpy.float32)
        rows.append(numpy.asarray(value, numpy.float64))
    return numpy.stack(rows)


def assert_close(left: Any, right: Any, where: Any) -> None:
    """Compare arrays: batches may have formed in other ways, so the last bits may differ.

    Values above 1 in size (raw scores) by that much more.
    """
    left, right = numpy.asarray(left, numpy.float64), numpy.asarray(right, numpy.float64)
    assert left.shape == right.shape, where
    assert numpy.abs(left - right).max() <= TOLERANCE * max(1.0, float(numpy.abs(left).max())), where


def assert_same_answer(path: str, plain: Any, fast: Any, where: Any) -> int:
    """Compare two answers of an endpoint and return how many texts they are about."""
    assert plain["usage"] == fast["usage"], where
    if path == "/embeddings":
        left, right = vectors(plain), vectors(fast)
        assert_close(left, right, where)
        cosines = (left * right).sum(1) / numpy.linalg.norm(left, axis=1) / numpy.linalg.norm(right, axis=1)
        assert cosines.min() > 1 - 1e-6, where
        return len(left)
    if path == "/rerank":
        left, right = plain["results"], fast["results"]
        assert_close([row["relevance_score"] for row in left], [row["relevance_score"] for row in right], where)
        scores = {row["index"]: row["relevance_score"] for row in left}
        for one, other in zip(left, right):
            # The same order, but for scores that are equal within the tolerance.
            assert_close(scores[one["index"]], scores[other["index"]], where)
            assert one.get("document") == other.get("document") or one["index"] != other["index"], where
        return len(left)
    for one, other in zip(plain["data"], fast["data"]):
        scores = [{row["label"]: row["score"] for row in side} for side in (one, other)]
        assert scores[0].keys() == scores[1].keys(), where
        assert_close(list(scores[0].values()), [scores[1][label] for label in scores[0]], where)
    assert len(plain["data"]) == len(fast["data"]), where
    return len(plain["data"])
