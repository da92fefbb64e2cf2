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
    "byte-level BPE": {
        "query": {"cold": (1.5, 2), "warm": (1.3, 2)},
        "32x200": {"cold": (1.3, 1.8), "warm": (1.1, 1.4)},
        "1024x500": {"cold": (1.3, 1.8), "warm": (1.1, 1.4)},
        "1MB": {"cold": (1.3, 2), "warm": (1.0, 1.2)},
        "multilingual": {"cold": (1.5, 2), "warm": (1.1, 1.4)},
        "code": {"cold": (1.2, 1.5), "warm": (1.0, 1.2)},
    },
    "SentencePiece BPE": {
        "query": {"cold": (1.5, 2.5), "warm": (1.3, 2)},
        "32x200": {"cold": (2.5, 4), "warm": (1.2, 1.5)},
        "1024x500": {"cold": (2.5, 4), "warm": (1.1, 1.4)},
        "1MB": {"cold": (2.5, 4), "warm": (1.5, 2.5)},
        "multilingual": {"cold": (2, 3), "warm": (1.0, 1.2)},
        "code": {"cold": (2.5, 4), "warm": (1.0, 1.2)},
    },
}

# For every kind of model, as shares and multiples of own speeds: the first 0.5 MB after loading of the later
# cold speed (processor time), two threads of one (elapsed time), both on 1024 texts of 500 bytes; the server's call
# with pairs of the same bytes as single texts; with offsets of without.
FIRST_OF_COLD = 0.7
TWO_OF_ONE = 1.8
PAIRS_OF_SINGLE = 0.8
OFFSETS_OF_IDS = 0.5
# Decoding, as a multiple of the reference.
DECODE = 10

# The server's call in megabytes a second, warm; the query in microseconds, on a core like that of LOAD_YARDSTICK.
SERVER_MB = {"call-32x200": 250, "call-1024x500": 350}
SERVER_MB_FAMILIES = ("WordPiece", "byte-level BPE")
SERVER_QUERY = 1.5

# Milliseconds of loading, (must, goal), on a core where the peer of the yardstick takes so many milliseconds: what it
# takes here says how much faster or slower this core is.
LOAD = {
    "bert-base-uncased": (8, 6),
    "xlm-r-paraphrase-multilingual-mpnet-base-v2": (130, 100),
    "gpt2": (25, 15),
    "qwen3": (120, 80),
    "gpt-oss": (200, 130),
}
YARDSTICK = "tokenizers 1.0rc"
LOAD_YARDSTICK = {"bert-base-uncased": 50, "xlm-r-paraphrase-multilingual-mpnet-base-v2": 676}
