"""Downloads, for a reader or a program: each page as Markdown, all pages in one
file, an index for assistants, each note's programs as a zip.

:func:`files` makes all of it from the sources; the plugin hands it to MkDocs, the audit compares
it with what was built.
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
from nlpjourney.content import front_matter, pages, prerequisites, results, snapshots
from nlpjourney.content.front_matter import FrontMatter
from nlpjourney.content.pages import Page
from nlpjourney.site import charts, notebook_pages, render

INDEX, WHOLE = "llms.txt", "llms-full.txt"
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


@dataclass(frozen=True)
class Sources:
    """What the site is made from: its settings, its pages by their paths below docs/, what
    they say of themselves, and the Markdown of each."""

    settings: dict[str, Any]
    pages: dict[str, Page]
    about: dict[str, FrontMatter]
    site: render.Site
    texts: dict[str, str]

    def markdown(self, name: str) -> str:
        """A page's whole Markdown; a notebook's with its cells."""
        page, text = self.pages[name], self.texts[name]
        return notebook_pages.markdown(page, text) if page.notebook else text


def read() -> Sources:
    """Read and render all pages.

    Raises:
        PageError, PlotError, MissingOutput, ResultsError: naming page and fix.
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
    """Where a page's Markdown lies below the site's root, by its path below docs/."""
    return PurePosixPath(page).with_suffix(".md").as_posix()


def pictures(name: str, page: Page) -> dict[str, str]:
    """The charts and plots of a page, SVG by their paths below the site's root."""
    folder = posixpath.dirname(name)
    plots = notebook_pages.pictures(page).items()
    drawn = render.drawn_charts(page).items()
    return {f"{folder}/{file}": svg for file, svg in plots} | {
        file: chart.svg for file, chart in drawn
    }


def zip_name(page: str) -> str:
    """Where the zip of its programs lies, if it has any."""
    return PurePosixPath(page).with_suffix(".zip").as_posix()


def files(sources: Sources) -> dict[str, bytes]:
    """The content of each generated file by its path below the site's root."""
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
    zips = {
        zip_name(name): programs(page, sources.about[name].title)
        for name, page in sources.pages.items()
        if page.fences
    }
    return {name: text.encode() for name, text in made.items()} | zips


def _headed(name: str, text: str, about: FrontMatter) -> str:
    """A page's Markdown with what it is about, and where all pages are listed."""
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
    """The files that the built site lacks or holds otherwise than its sources give."""
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
    """The address of a file of the site: relative to its root where the site's own address
    ``base`` is not known."""
    return f"{base.rstrip('/')}/{name}" if base else name


def _index(sources: Sources, base: str) -> str:
    """The site in the form of llmstxt.org."""
    settings = sources.settings
    lines = [
        f"# {settings['site_name']}",
        "",
        f"> {settings.get('site_description', '')}",
        "",
        "Each page as Markdown, its programs whole and with what they printed. All pages in one "
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
    """A zip of a page's snippets as they lie in the project, and what running them takes; the
    same bytes from the same files."""
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


def _readme(title: str, page: Page) -> str:
    blocks = page.fences.values()
    commands = "\n".join(f"    {block.command}" for block in blocks)
    text = README.format(title=title, commands=commands)
    local = [block.file.name for block in blocks if block.local_ids]
    return text + LOCAL.format(names=", ".join(local)) if local else text
