"""A small project that passes all checks; each test injects one fault into it."""

from __future__ import annotations

import re
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fault_injection import Case, Copy
from hypothesis import HealthCheck, settings

# A shell lets what it starts in the background ignore Ctrl-C, and children inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
PROJECT = Path(__file__).resolve().parents[1]
# The fuzz tests use the same examples in every run, or new ones with --hypothesis-profile=long.
ANY_SPEED = {
    "deadline": None,
    "database": None,
    "suppress_health_check": [HealthCheck.too_slow],
}
settings.register_profile("same", derandomize=True, max_examples=100, **ANY_SPEED)
settings.register_profile("long", max_examples=20_000, **ANY_SPEED)
settings.load_profile("same")
THEME = """\
<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ page.title }}</title></head>
<body>{{ page.content }}</body></html>
"""
SETTINGS = """\
site_name: A copy
strict: true
use_directory_urls: false
theme: {name: null, custom_dir: theme}
plugins:
  - mkdocs-jupyter: {include: ["notebooks/**/*.ipynb"], cache: false, include_source: true}
  - nlpjourney
exclude_docs: __pycache__
validation: {nav: {omitted_files: info}, links: {not_found: info}}
"""


def _extensions() -> str:
    """The Markdown extensions of the real site, as mkdocs.yml lists them."""
    settings = (PROJECT / "mkdocs.yml").read_text("utf-8")
    found = re.search(
        r"^markdown_extensions:\n(?:[ #].*\n|\n)+", settings, re.MULTILINE
    )
    assert found, "mkdocs.yml lists its markdown_extensions"
    return found[0]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The engine with one small page and an empty offline hub."""
    copy = Copy(tmp_path_factory.mktemp("template"), afresh=True)
    ignored = shutil.ignore_patterns("__pycache__")
    for folder in ("nlpjourney", "scripts"):
        shutil.copytree(PROJECT / folder, copy.root / folder, ignore=ignored)
    (copy.root / "requirements").mkdir()
    for name in ("pyproject.toml", "LICENSE", "requirements/run.in"):
        shutil.copy(PROJECT / name, copy.root / name)
    (copy.root / "nlpjourney" / "hub" / "catalog.toml").write_text("entry = []\n")
    (copy.root / "theme").mkdir()
    (copy.root / "theme" / "main.html").write_text(THEME)
    (copy.root / "mkdocs.yml").write_text(SETTINGS + _extensions())
    (copy.root / "docs").mkdir()
    (copy.root / "snippets").mkdir()
    (copy.root / "docs" / "snippets").symlink_to(Path("..", "snippets"))
    (copy.root / ".venv").symlink_to(sys.prefix)
    copy.blocks(
        "topic/page",
        [
            Case("greeting", 'print("hello")\n', "hello\n"),
            Case("answer", "print(6 * 7, 13 / 3)\n", "42 4.333333333333333\n"),
            Case("words", "printf 'a\\nb\\n' | wc -l\n", "2\n", suffix=".sh"),
        ],
    )
    return copy


@pytest.fixture(scope="session")
def green(template: Copy) -> Copy:
    """The template after every command passed in a new interpreter, with its results and built
    site."""
    ran = template.test()
    assert (ran.code, ran.counted("passed")) == (0, 3), ran.said
    for ran in (template.build(), template.audit("tree"), template.audit("site")):
        assert ran.code == 0, ran.said
    return template


@pytest.fixture
def copy(green: Copy, tmp_path: Path) -> Copy:
    """A copy that passes all checks, to inject a fault into."""
    return green.copied(tmp_path)


@pytest.fixture(scope="module")
def fresh_copy(
    green: Copy, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Copy]:
    """Copies that pass all checks, for fixtures that several tests share."""
    return lambda: green.copied(tmp_path_factory.mktemp("shared"))
