"""The tokenizers of the offline hub as the playgrounds load them.

A script for each, because a page that was opened from a folder may load scripts and no JSON.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nlpjourney import hub
from nlpjourney.hub_catalogue import Repository

TOKENIZERS = {
    "minilm": "sentence-transformers/all-MiniLM-L6-v2",
    "smollm2": "HuggingFaceTB/SmolLM2-135M-Instruct",
    "unigram": "nlpjourney/unigram",
}


def write(site: Path) -> None:
    """Write a script for each tokenizer; one that the hub lacks is registered as null."""
    folder = site / "assets" / "web" / "tokenizers"
    folder.mkdir(parents=True, exist_ok=True)
    for name, identifier in TOKENIZERS.items():
        text = "null"
        if (file := tokenizer_file(identifier)).is_file():
            shortened = shorten(json.loads(file.read_bytes()))
            text = json.dumps(shortened, ensure_ascii=False, separators=(",", ":"))
        script = f"(self.tokenizerFiles ??= {{}}).{name} = {_literal(text)};\n"
        (folder / f"{name}.js").write_text(script, "utf-8")


def tokenizer_file(identifier: str) -> Path:
    """Where the hub keeps the tokenizer.json of a model, whether or not it does."""
    folder = hub.home() / Repository(identifier, "model", {}).folder
    main = folder / "refs" / "main"
    commit = main.read_text() if main.is_file() else "none"
    return folder / "snapshots" / commit / "tokenizer.json"


def shorten(tokenizer: dict[str, Any]) -> dict[str, Any]:
    """A tokenizer.json with its vocabulary as a list in the order of the ids, and the merges
    of BPE, where each makes the next token of that list, as the lengths of their left parts.

    ``web/src/tokenizer/encoder.js`` reads it.
    """
    model = dict(tokenizer["model"])
    if isinstance(model["vocab"], dict):
        tokens = sorted(model["vocab"], key=model["vocab"].__getitem__)
        if list(map(model["vocab"].get, tokens)) == list(range(len(tokens))):
            model["vocab"] = tokens
            if "merges" in model:
                merges = [pair.split(" ") for pair in model["merges"]]
                if ["".join(pair) for pair in merges] == tokens[-len(merges) :]:
                    model["merges"] = [len(left) for left, _ in merges]
    return tokenizer | {"model": model}


def _literal(text: str) -> str:
    """A JavaScript string in single quotes: JSON is full of double ones."""
    for plain, escaped in (("\\", "\\\\"), ("'", "\\'"), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return f"'{text}'"
