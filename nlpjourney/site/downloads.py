"""Downloads, for a reader or a program: each page as Markdown, all pages in one
file, an index for assistants, each note's programs as a zip.

:func:`files` makes all of it from the sources; the build writes it, the audit compares it.
"""

from __future__ import annotations

import io
import zipfile
from itertools import groupby
from pathlib import Path
from typing import Any

from mkdocs.utils.yaml import yaml_load

from nlpjourney import paths
from nlpjourney.content import pages, prerequisites, results, snapshots
from nlpjourney.content.pages import Page
from nlpjourney.content.prerequisites import LearningPath
from nlpjourney.site import charts, render

WHOLE = "llms-full.txt"
ANY_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a zip can name
README = """\
# The programs of "{title}"

    pip install -r requirements.txt

installs the libraries in the versions with which they were verified. (With a GPU, install the
PyTorch that https://pytorch.org/get-started/locally/ names for it first.) Then, from this folder:

{commands}

The `.out` file beside each program holds the command and what it printed.
"""
LOCAL = """
These load what this site makes and the Hub does not have; in a clone of the site, `make hub` makes
it: {names}.
"""


def write(site: Path) -> None:
    """Add everything to the site built into ``site``."""
    for name, content in files().items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_bytes(content)


def differences(site: Path) -> list[str]:
    """The files that the built site lacks or holds otherwise than its sources give."""
    try:
        expected = files()
    except (snapshots.MissingOutput, charts.PlotError, pages.PageError) as error:
        return [str(error)]
    problems = []
    for name, content in expected.items():
        if not (site / name).is_file():
            problems.append(f"{name} is missing; run make site")
        elif (site / name).read_bytes() != content:
            problems.append(f"{name} differs from what its sources give; run make site")
    return problems


def files() -> dict[str, bytes]:
    """The content of each file by its path below the site's root."""
    with (paths.ROOT / "mkdocs.yml").open() as file:
        settings = yaml_load(file)
    base = str(settings.get("site_url") or "")
    learning_path = prerequisites.read(object())  # as the pages are now
    notes = {name: pages.expand(paths.DOCS / name) for name in learning_path.pages}
    ids = {address: render.anchors(page) for address, page in notes.items()}
    about = {address: render.front_matter(page) for address, page in notes.items()}
    every = results.overview(results.load(), notes.values())
    known = render.Known(ids, every, learning_path)
    made = {name: render.markdown(page, known) for name, page in notes.items()}
    whole = (
        f"<!-- {address_of(name, base)} -->\n\n{text}" for name, text in made.items()
    )
    texts = made | {
        render.INDEX: _index(settings, learning_path, about, base),
        WHOLE: "\n".join(whole),
        results.NAME: every.published,
    }
    zips = {
        render.address(page, ".zip"): programs(page)
        for page in notes.values()
        if page.fences
    }
    return {name: text.encode() for name, text in texts.items()} | zips


def address_of(name: str, base: str) -> str:
    """The address of a file of the site: relative to its root where the site's own address
    ``base`` is not known."""
    return f"{base.rstrip('/')}/{name}" if base else name


def _index(
    settings: dict[str, Any],
    learning_path: LearningPath,
    about: dict[str, dict[str, Any]],
    base: str,
) -> str:
    """The site in the form of llmstxt.org."""
    lines = [
        f"# {settings['site_name']}",
        "",
        f"> {settings.get('site_description', '')}",
        "",
        "Each page as Markdown, its programs whole and with what they printed. All pages in one "
        f"file: [{WHOLE}]({address_of(WHOLE, base)}).",
    ]
    for topic, listed in groupby(
        learning_path.pages.values(), key=lambda page: page.topic
    ):
        lines += ["", f"## {topic or settings['site_name']}", ""]
        for page in listed:
            front = about[page.path]
            says = front.get("description") or page.title
            title = front.get("title") or page.title
            lines.append(f"- [{title}]({address_of(page.path, base)}): {says}")
    return "\n".join(lines) + "\n"


def programs(page: Page) -> bytes:
    """A zip of a page's snippets as they lie in the project, and what running them takes; the
    same bytes from the same files."""
    title = render.front_matter(page).get("title", render.address(page))
    packed = {
        "README.md": _readme(str(title), page).encode(),
        "LICENSE": (paths.ROOT / "LICENSE").read_bytes(),
        "requirements.txt": (paths.ROOT / "requirements" / "run.in").read_bytes(),
    }
    for block in page.fences.values():
        for file in (block.file, block.recorded):
            if file.is_file():
                name = file.relative_to(paths.SNIPPETS.parent).as_posix()
                packed[name] = file.read_bytes()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as zipped:  # stored: zlib's versions differ
        for name, content in sorted(packed.items()):
            entry = zipfile.ZipInfo(name, ANY_DAY)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            zipped.writestr(entry, content)
    return buffer.getvalue()


def _readme(title: str, page: Page) -> str:
    blocks = page.fences.values()
    commands = "\n".join(f"    {block.command}" for block in blocks)
    text = README.format(title=title, commands=commands)
    local = [block.file.name for block in blocks if block.local_ids]
    return text + LOCAL.format(names=", ".join(local)) if local else text
