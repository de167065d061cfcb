"""A fresh clone builds the site with only the site layer: the command of the README works in a new
environment with nothing but requirements/site.txt."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from imported import names
from packaging.requirements import Requirement

from nlpjourney.content import results
from nlpjourney.content.pages import Block, all_pages
from nlpjourney.paths import ROOT
from scripts import playgrounds

# What `make site` imports: the plugin, the bundler, the installer.
SITE_MODULES = ("nlpjourney.site.plugin", "scripts.bundle", "scripts.environment")
OURS = ("nlpjourney", "scripts")
IMPORT_ALL = "; ".join(f"import {name}" for name in SITE_MODULES)
OF_ANOTHER_ENVIRONMENT = ("PYTHON", "PIP_REQUIRE", "VIRTUAL_ENV", "NLPJOURNEY_", "MAKE")


# What the modules import --------------------------------------------------------------


def layer() -> set[str]:
    """The packages that requirements/site.txt installs here, by their normalized names."""
    lines = (ROOT / "requirements" / "site.txt").read_text("utf-8").splitlines()
    pins = [Requirement(line.rstrip("\\ ")) for line in lines if "==" in line]
    return {
        _normal(pin.name) for pin in pins if not pin.marker or pin.marker.evaluate()
    }


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def outside(root: Path) -> set[str]:
    """Imports of the site's modules in ``root`` that are not in the layer, as ``file: module``."""
    owners = importlib.metadata.packages_distributions()
    installed = layer()
    return {
        f"{file.name}: {module}"
        for file in modules(root)
        for module in imports(file)
        if module not in (*sys.stdlib_module_names, *OURS)
        and not installed & {_normal(name) for name in owners.get(module, ())}
    }


def modules(root: Path) -> set[Path]:
    """The site's modules, and all modules of this project that they import."""
    waiting = list(SITE_MODULES)
    found: set[Path] = set()
    while waiting:
        file = (root / waiting.pop().replace(".", "/")).with_suffix(".py")
        if file.is_file() and file not in found:
            found.add(file)
            waiting += [name for name in names(file) if name.startswith(OURS)]
    return found


def imports(file: Path) -> set[str]:
    return {name.partition(".")[0] for name in names(file)}


def test_the_sites_modules_import_only_what_the_layer_installs() -> None:
    assert len(modules(ROOT)) > 20
    assert outside(ROOT) == set()


def test_an_import_from_outside_the_layer_is_named(tmp_path: Path) -> None:
    for folder in OURS:
        shutil.copytree(ROOT / folder, tmp_path / folder)
    spoiled = tmp_path / "nlpjourney/site/tables.py"
    spoiled.write_text(f"{spoiled.read_text()}\nfrom filelock import FileLock\n")
    inside = tmp_path / "nlpjourney/site/csp.py"
    inside.write_text(f"{inside.read_text()}\ndef late():\n    import torch.nn\n")
    assert outside(tmp_path) == {"tables.py: filelock", "csp.py: torch"}


# The build ----------------------------------------------------------------------------


def make(clone: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run make in the clone, as in a new terminal."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(OF_ANOTHER_ENVIRONMENT)
    }
    return subprocess.run(
        ["make", *arguments, f"PYTHON={sys.executable}"],
        cwd=clone,
        env=kept,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the files that git tracks or would add, and a site built from them."""
    folder = tmp_path_factory.mktemp("clone")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file() or (ROOT / name).is_symlink():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name, follow_symlinks=False)
    for name in (".venv", "web/node_modules"):  # links to others, which git may list
        (folder / name).unlink(missing_ok=True)
    done = make(folder, "site")
    assert done.returncode == 0, done.stdout
    yield folder
    shutil.rmtree(folder)


def test_the_environment_holds_the_layer_and_nothing_else(clone: Path) -> None:
    places = [
        str(place) for place in (clone / ".venv").glob("lib/python*/site-packages")
    ]
    found = importlib.metadata.distributions(path=places)
    assert {_normal(one.name) for one in found} - {
        "pip",
        "setuptools",
        "nlpjourney",
    } == layer()


def test_each_program_shows_its_recorded_result(clone: Path) -> None:
    blocks = [block for page in all_pages() for block in page.blocks]
    recorded = results.Results(recorded=results.read(results.RECORDED))
    wanted = {block.snippet: expected(recorded, block) for block in blocks}
    says = shown(clone / "site")
    assert {name: says.get(_row_id(name)) for name in wanted} == wanted
    assert len(says) == len(wanted)
    published = results.read(clone / "site" / "results.json")
    assert published.keys() == {n for n, says in wanted.items() if says == "Ran"}


def _row_id(snippet: str) -> str:
    return "ran-" + re.sub(r"[/.]", "-", snippet)


def expected(recorded: results.Results, block: Block) -> str:
    says = {"passed": "Ran", "changed": "Changed", "unverified": "Not verified yet"}
    return says.get(recorded.state(block), "Not run here")


PROVENANCE = re.compile(
    r"<p>(?:<strong>)?(Ran|Changed|Not verified yet|Not run here|)"
    r'(?:(?!</p>).)*?results\.html#(ran-[\w-]+)">Results</a></p>'
)


def shown(site: Path) -> dict[str, str]:
    """How the provenance of each program on the built site begins, by its row's id in the
    results."""
    pages = (file.read_text("utf-8") for file in site.rglob("*.html"))
    return {row: says for html in pages for says, row in PROVENANCE.findall(html)}


def test_the_playgrounds_have_their_files(clone: Path) -> None:
    for name in playgrounds.TOKENIZERS:
        file = f"assets/tokenizers/{name}.js"
        assert (clone / "site" / file).read_bytes() == (
            ROOT / "docs" / file
        ).read_bytes()
    for name in ("smollm2", "qwen3"):
        assert (clone / f"site/assets/chat-templates/{name}.js").is_file()
    assert (clone / "site/assets/web/encoder.js").is_file()


def test_an_import_that_the_layer_lacks_stops_the_build(clone: Path) -> None:
    """Injected fault: a module of the site imports filelock, which the layer lacks."""
    python = [clone / ".venv/bin/python", "-c", IMPORT_ALL]
    assert subprocess.run(python, cwd=clone).returncode == 0
    module = clone / "nlpjourney" / "site" / "tables.py"
    before = module.read_text("utf-8")
    module.write_text(f"{before}\nimport filelock\n", "utf-8")
    done = subprocess.run(python, cwd=clone, capture_output=True, text=True)
    module.write_text(before, "utf-8")
    assert done.returncode != 0
    assert "ModuleNotFoundError: No module named 'filelock'" in done.stderr
