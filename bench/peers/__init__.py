"""Side-by-side benchmark with other tokenizer libraries; see run.py."""
