"""The speeds that budtiktok is to reach, as multiples of the best peer whose ids are all right.

(must, goal) for one thread, by kind of model, workload (keys of workloads.py) and phase. A kind that is not here has no
targets yet.
"""

from __future__ import annotations

TARGETS: dict[str, dict[str, dict[str, tuple[float, float]]]] = {
    "WordPiece": {
        "query": {"cold": (2, 3), "warm": (1.5, 2)},
        "32x200": {"cold": (2, 2.5), "warm": (1.2, 1.4)},
        "1024x500": {"cold": (2, 2.5), "warm": (1.2, 1.5)},
        "1MB": {"cold": (1.8, 2.2), "warm": (1.0, 1.3)},
        "multilingual": {"cold": (2, 4), "warm": (1.2, 2)},
        "code": {"cold": (2, 2.5), "warm": (1.2, 1.5)},
    },
    "Unigram": {
        "query": {"cold": (5, 10), "warm": (5, 8)},
        "32x200": {"cold": (6, 9), "warm": (7, 10)},
        "1024x500": {"cold": (7, 10), "warm": (7, 10)},
        "1MB": {"cold": (6, 9), "warm": (6, 8)},
        "multilingual": {"cold": (5, 9), "warm": (4, 6)},
        "code": {"cold": (5, 8), "warm": (6, 8)},
    },
}

# For every kind of model: the speed of the first 0.5 MB after loading as a share of the later cold speed (processor
# time), and of two threads as a multiple of one (elapsed time), both on 1024 texts of 500 bytes.
FIRST_OF_COLD = 0.7
TWO_OF_ONE = 1.8
