"""SmolLM2's chat template, from the offline hub, as the playground loads it.

A script, because a page that was opened from a folder may load scripts and no JSON.
"""

from __future__ import annotations

import json
from pathlib import Path

from nlpjourney.tokenizer_files import TOKENIZERS, tokenizer_file


def write(site: Path) -> None:
    """Write the script; without the hub it registers nothing, and the playground says so."""
    folder = site / "assets" / "web" / "chat-templates"
    folder.mkdir(parents=True, exist_ok=True)
    script = f"(self.chatTemplates ??= {{}}).smollm2 = {json.dumps(_template())};\n"
    (folder / "smollm2.js").write_text(script, "utf-8")


def _template() -> dict[str, object]:
    """The template's source, the tokens that it is given by name, and all special tokens."""
    file = tokenizer_file(TOKENIZERS["smollm2"]).with_name("tokenizer_config.json")
    if not file.is_file():
        return {}
    config = json.loads(file.read_bytes())
    return {
        "source": config["chat_template"],
        "tokens": {name: config[name] for name in ("bos_token", "eos_token")},
        "special": [
            token["content"]
            for token in config["added_tokens_decoder"].values()
            if token["special"]
        ],
    }
