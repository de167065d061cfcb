"""Downloads for readers and programs: each page as Markdown, all pages in one file, an index for
assistants, each note's programs as a zip and as a notebook.

:func:`files` makes all of them from the sources; the plugin gives them to MkDocs, and the audit
compares them with the built files.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Any

import yaml
from mkdocs.utils.yaml import yaml_load

from nlpjourney import paths
from nlpjourney.content import (
    front_matter,
    notebooks,
    pages,
    prerequisites,
    results,
    snapshots,
)
from nlpjourney.content.front_matter import FrontMatter
from nlpjourney.content.pages import Page
from nlpjourney.site import charts, notebook_pages, page_info, render

INDEX, WHOLE = "llms.txt", "llms-full.txt"
ANY_DAY = (1980, 1, 1, 0, 0, 0)  # the first day that a zip can store
README = """\
# The programs of "{title}"

    pip install -r requirements.txt

installs the libraries in the versions with which the programs were verified. (With a GPU, first
install the PyTorch that https://pytorch.org/get-started/locally/ names.) Then, in this folder:

{commands}

The `.out` file next to each program holds the command and the output.
"""
LOCAL = """
Some programs load models or data that the Hub does not have; in a clone of the site, `make hub`
makes them. These programs are: {names}.
"""


@dataclass(frozen=True)
class Sources:
    """The sources of the site: its settings, and by their paths below docs/ its pages, their front
    matter and their Markdown."""

    settings: dict[str, Any]
    pages: dict[str, Page]
    about: dict[str, FrontMatter]
    site: render.Site
    texts: dict[str, str]

    def markdown(self, name: str) -> str:
        """The whole Markdown of a page; of a notebook with its code cells."""
        page, text = self.pages[name], self.texts[name]
        return notebook_pages.markdown(page, text) if page.notebook else text


def read() -> Sources:
    """Read and render all pages.

    Raises:
        PageError, PlotError, MissingOutput, ResultsError: the message names page and fix.
    """
    learning_path = prerequisites.read(object())  # as the pages are now
    with paths.SETTINGS.open() as file:
        settings = yaml_load(file)
    found = {name: pages.expand(paths.DOCS / name) for name in learning_path.pages}
    about = {name: front_matter.read(page.path) for name, page in found.items()}
    programs = results.overview(results.load(), found.values())
    site = render.Site(programs, learning_path, str(settings.get("repo_url") or ""))
    texts = {name: render.markdown(page, site) for name, page in found.items()}
    return Sources(settings, found, about, site, texts)


def markdown_name(page: str) -> str:
    """The path of a page's Markdown below the site's root, by its path below docs/."""
    return PurePosixPath(page).with_suffix(".md").as_posix()


def pictures(name: str, page: Page) -> dict[str, str]:
    """The charts and plots of a page as SVG, by their paths below the site's root."""
    folder = posixpath.dirname(name)
    plots = notebook_pages.pictures(page).items()
    drawn = render.drawn_charts(page).items()
    return {f"{folder}/{file}": svg for file, svg in plots} | {
        file: chart.svg for file, chart in drawn
    }


def zip_name(page: str) -> str:
    """The path of the zip with a page's programs, if it has any."""
    return PurePosixPath(page).with_suffix(".zip").as_posix()


def notebook_name(page: str) -> str:
    """The path of the notebook with a page's programs, if it has any."""
    return PurePosixPath(page).with_suffix(".ipynb").as_posix()


def files(sources: Sources) -> dict[str, bytes]:
    """The content of each generated file, by its path below the site's root."""
    base = str(sources.settings.get("site_url") or "")
    made: dict[str, str] = {}
    for name, page in sources.pages.items():
        file = markdown_name(name)
        made[file] = _headed(file, sources.markdown(name), sources.about[name])
        made |= pictures(name, page)
    whole = (
        f"<!-- {address_of(markdown_name(name), base)} -->\n\n{made[markdown_name(name)]}"
        for name in sources.pages
    )
    made |= {
        INDEX: _index(sources, base),
        WHOLE: "\n".join(whole),
        results.NAME: sources.site.programs.published,
    }
    zips = {}
    for name, page in sources.pages.items():
        if page.fences:
            title = sources.about[name].title
            made[notebook_name(name)] = notebook(page, title)
            zips[zip_name(name)] = programs(page, title)
    return {name: text.encode() for name, text in made.items()} | zips


def _headed(name: str, text: str, about: FrontMatter) -> str:
    """A page's Markdown with its front matter, and a link to the list of all pages."""
    index = posixpath.relpath(INDEX, posixpath.dirname(name) or ".")
    pointer = f"All pages, for programs: [{INDEX}]({index})"
    return f"{head(about)}{pointer}\n\n{text}"


def head(about: FrontMatter) -> str:
    """The front matter of a page's Markdown."""
    values = {
        "title": about.title,
        "description": about.description,
        "tags": list(about.tags),
    }
    style = {"allow_unicode": True, "default_flow_style": None, "width": 10**6}
    text = yaml.dump(values, Dumper=yaml.CSafeDumper, sort_keys=False, **style)
    return f"---\n{text}---\n\n"


def differences(site: Path) -> list[str]:
    """Problems of files that the built site lacks or that differ from what its sources give."""
    try:
        expected = files(read())
    except (snapshots.MissingOutput, charts.PlotError, pages.PageError) as error:
        return [str(error)]
    problems = []
    for name, content in expected.items():
        if not (site / name).is_file():
            problems.append(f"{name} is missing; run make site")
        elif (site / name).read_bytes() != content:
            problems.append(f"{name} differs from what its sources give; run make site")
    return problems


def address_of(name: str, base: str) -> str:
    """The address of a file of the site; relative to its root if the site's own address ``base`` is
    empty."""
    return f"{base.rstrip('/')}/{name}" if base else name


def _index(sources: Sources, base: str) -> str:
    """The site in the form of llmstxt.org."""
    settings = sources.settings
    lines = [
        f"# {settings['site_name']}",
        "",
        f"> {settings.get('site_description', '')}",
        "",
        "Each page as Markdown, with its complete programs and their outputs. All pages in one "
        f"file: [{WHOLE}]({address_of(WHOLE, base)}).",
    ]
    listed = sources.site.learning_path.pages.values()
    for topic, pages_of_topic in groupby(listed, key=lambda page: page.topic):
        lines += ["", f"## {topic or settings['site_name']}", ""]
        for page in pages_of_topic:
            about = sources.about[page.path]
            address = address_of(markdown_name(page.path), base)
            lines.append(f"- [{about.title}]({address}): {about.description}")
    return "\n".join(lines) + "\n"


def programs(page: Page, title: str) -> bytes:
    """A zip of a page's snippets, with their paths in the project, and of what is needed to run
    them; the same files give the same bytes."""
    packed = {
        "README.md": _readme(title, page).encode(),
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


def notebook(page: Page, title: str) -> str:
    """The programs of a note as the cells of one notebook, each below its heading."""
    pinned = page_info.PIN.findall(page_info.PINS.read_text("utf-8"))
    versions = " ".join("==".join(pin) for pin in pinned)
    install = f"# The verified versions:\n# %pip install {versions}"
    cells = [("markdown", f"# {title}"), ("code", install)]
    for line, block in page.fences.items():
        headings = [text for text in page.lines[:line] if text.startswith("## ")]
        text = headings[-1].partition(" { #")[0] + "\n\n" if headings else ""
        text += f"`{block.file.name}`"
        if block.local_ids:
            names = ", ".join(sorted(block.local_ids))
            text += f" loads {names}, which a clone of the site makes"
        magic = "%%bash\n" if block.language == "bash" else ""
        cells += [("markdown", text), ("code", magic + block.program)]
    content = {
        "cells": [
            {"cell_type": kind, "source": source.rstrip("\n")} for kind, source in cells
        ],
        "metadata": {"language_info": {"name": "python"}},
    }
    return notebooks.normal(content)


def _readme(title: str, page: Page) -> str:
    blocks = page.fences.values()
    commands = "\n".join(f"    {block.command}" for block in blocks)
    text = README.format(title=title, commands=commands)
    local = [block.file.name for block in blocks if block.local_ids]
    return text + LOCAL.format(names=", ".join(local)) if local else text
