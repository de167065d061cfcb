"""The playgrounds' files match the offline hub and TRL."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from nlpjourney.hub.catalog import HubError
from scripts import playgrounds

FILES = (
    "tokenizers/minilm.js",
    "tokenizers/smollm2.js",
    "tokenizers/unigram.js",
    "chat-templates/smollm2.js",
    "chat-templates/qwen3.js",
)


@pytest.fixture
def assets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the files that the module uses instead of its own."""
    for name in FILES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(playgrounds.ASSETS / name, tmp_path / name)
    monkeypatch.setattr(playgrounds, "ASSETS", tmp_path)
    return tmp_path


def test_the_files_are_what_their_sources_give() -> None:
    assert tuple(playgrounds.scripts()) == FILES
    assert playgrounds.problems() == []


@pytest.mark.parametrize("name", FILES)
def test_a_changed_or_missing_file_is_named(assets: Path, name: str) -> None:
    said = [
        f"docs/assets/{name} differs from its source; "
        "run .venv/bin/python -m scripts.playgrounds"
    ]
    text = (assets / name).read_text("utf-8")
    (assets / name).write_text(text.replace("sha256 ", "sha256 0", 1), "utf-8")
    assert playgrounds.problems() == said
    (assets / name).unlink()
    assert playgrounds.problems() == said
    playgrounds.write()
    assert (assets / name).read_text("utf-8") == text


@pytest.mark.parametrize("name", FILES)
def test_a_file_says_where_it_comes_from(name: str) -> None:
    first = (playgrounds.ASSETS / name).read_text("utf-8").partition("\n")[0]
    file = first.split()[1]
    if name == "chat-templates/qwen3.js":
        origin, content = "trl (Apache-2.0)", playgrounds.trl_template("qwen3")
    else:
        model = playgrounds.TOKENIZERS[Path(name).stem]
        origin = f"{model.id} ({model.license})"
        content = playgrounds.tokenizer_file(model.id).with_name(file)
    digest = hashlib.sha256(content.read_bytes()).hexdigest()
    assert first == f"// {file} of {origin}, sha256 {digest}"


def test_a_hub_that_lacks_a_model_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NLPJOURNEY_HUB", str(tmp_path))
    with pytest.raises(HubError, match=r"has no tokenizer\.json of .*; run make hub"):
        playgrounds.problems()


def test_a_vocabulary_in_the_order_of_its_ids_is_a_list() -> None:
    vocab = {"a": 0, "b": 1, "ab": 2}
    short = playgrounds.shorten({"model": {"vocab": vocab, "merges": ["a b"]}})
    assert short == {"model": {"vocab": ["a", "b", "ab"], "merges": [1]}}
    holes = {"model": {"vocab": {"a": 0, "b": 2}, "merges": []}}
    assert playgrounds.shorten(json.loads(json.dumps(holes))) == holes
