"""Make the tokenizers and chat templates of the playgrounds from the offline hub and from TRL.

They are part of the project, so that a site can be built without the hub; ``python -m
scripts.playgrounds`` writes them, and a test compares them with their sources. They are scripts,
because a page that was opened from a folder can load scripts, but not JSON.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from nlpjourney import paths
from nlpjourney.hub import cache
from nlpjourney.hub.catalog import HubError, Repository

ASSETS = paths.DOCS / "assets"


@dataclass(frozen=True)
class Model:
    """A model by its id, and the license of the file that is taken from it."""

    id: str
    license: str


TOKENIZERS = {
    "minilm": Model("sentence-transformers/all-MiniLM-L6-v2", "Apache-2.0"),
    "smollm2": Model("HuggingFaceTB/SmolLM2-135M-Instruct", "Apache-2.0"),
    "unigram": Model("nlpjourney/unigram", "MIT, trained by a program of this site"),
}
QWEN3 = {  # of Qwen3's tokenizer; <think> is one of its tokens, but not a special one
    "tokens": {"bos_token": "", "eos_token": "<|im_end|>"},
    "special": ["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
}


def write() -> None:
    """Write all files below docs/assets/. Raises HubError."""
    for name, script in scripts().items():
        (ASSETS / name).parent.mkdir(exist_ok=True)
        paths.write(ASSETS / name, script)


def problems() -> list[str]:
    """The files that differ from their sources. Raises HubError."""
    return [
        f"docs/assets/{name} differs from its source; "
        "run .venv/bin/python -m scripts.playgrounds"
        for name, script in scripts().items()
        if not (ASSETS / name).is_file() or (ASSETS / name).read_text("utf-8") != script
    ]


def scripts() -> dict[str, str]:
    """The content of each file by its path below docs/assets/.

    Raises:
        HubError: the offline hub lacks a model.
    """
    made = {f"tokenizers/{name}.js": _tokenizer(name) for name in TOKENIZERS}
    return made | {
        "chat-templates/smollm2.js": _chat_template("smollm2"),
        "chat-templates/qwen3.js": _template_of_trl("qwen3", QWEN3),
    }


def tokenizer_file(identifier: str) -> Path:
    """The path of a model's tokenizer.json in the hub, whether it exists or not."""
    folder = cache.home() / Repository(identifier, "model", {}).folder
    main = folder / "refs" / "main"
    commit = main.read_text() if main.is_file() else "none"
    return folder / "snapshots" / commit / "tokenizer.json"


def _tokenizer(name: str) -> str:
    about, tokenizer = _read(name, "tokenizer.json")
    text = json.dumps(shorten(tokenizer), ensure_ascii=False, separators=(",", ":"))
    return f"{about}\n(self.tokenizerFiles ??= {{}}).{name} = {_literal(text)};\n"


def _chat_template(name: str) -> str:
    """The script with a template's source, the tokens that it reads, and all special tokens."""
    about, config = _read(name, "tokenizer_config.json")
    template = {
        "source": config["chat_template"],
        "tokens": {name: config[name] for name in ("bos_token", "eos_token")},
        "special": [
            token["content"]
            for token in config["added_tokens_decoder"].values()
            if token["special"]
        ],
    }
    return f"{about}\n(self.chatTemplates ??= {{}}).{name} = {json.dumps(template)};\n"


def trl_template(name: str) -> Path:
    """The path of TRL's copy of a model family's chat template."""
    trl = find_spec("trl")
    if trl is None or trl.origin is None:
        raise HubError(
            f"TRL, which has the template {name}, is not installed; run make hub"
        )
    return Path(trl.origin).parent / "chat_templates" / f"{name}.jinja"


def _template_of_trl(name: str, tokens: dict[str, Any]) -> str:
    file = trl_template(name)
    content = file.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    about = f"// {file.name} of trl (Apache-2.0), sha256 {digest}"
    template = {"source": content.decode(), **tokens}
    return f"{about}\n(self.chatTemplates ??= {{}}).{name} = {json.dumps(template)};\n"


def _read(name: str, file: str) -> tuple[str, Any]:
    """The comment that names the source of a script, and the content of the model's file."""
    model = TOKENIZERS[name]
    path = tokenizer_file(model.id).with_name(file)
    if not path.is_file():
        raise HubError(f"the offline hub has no {file} of {model.id}; run make hub")
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    about = f"// {file} of {model.id} ({model.license}), sha256 {digest}"
    return about, json.loads(content)


def shorten(tokenizer: dict[str, Any]) -> dict[str, Any]:
    """Shorten a tokenizer.json: the vocabulary becomes a list in the order of the ids; the merges
    of BPE, if each makes the next token of that list, become the lengths of their left parts.

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
    """A JavaScript string in single quotes, since JSON is full of double quotes."""
    for plain, escaped in (("\\", "\\\\"), ("'", "\\'"), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return f"'{text}'"


if __name__ == "__main__":
    write()
