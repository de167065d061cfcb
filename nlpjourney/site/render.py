"""A page as plain Markdown: the same expansion, which any tool reads.

Programs and outputs stand in fences, plots are tables, pictures are links. Stock
pytest-codeblocks runs each block of it, or finds the reason above it why it cannot.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any, NamedTuple
from xml.etree import ElementTree

import yaml
from mkdocs.utils import meta

from nlpjourney import paths
from nlpjourney.content import notebooks, pages, snapshots
from nlpjourney.content.notebooks import Cell
from nlpjourney.content.options import Options
from nlpjourney.content.pages import Block, Page
from nlpjourney.content.prerequisites import LearningPath, PageInfo
from nlpjourney.content.results import NAME, Overview, Results
from nlpjourney.site import charts, page_info, path_list

INDEX = "llms.txt"
HEADING = re.compile(r"#+ (?P<text>.+?)(?: \{ #(?P<id>[\w-]+) \})?")
ADMONITION = re.compile(r'!!! (?P<kind>\w+)(?: "(?P<title>.+)")?')
DEFINITION = re.compile(r":   (?P<says>.+)")
MAIN = 'if __name__ == "__main__":'
TAGS = "<!-- material/tags -->"
FIGURE, FIGURE_END = '<figure class="picture">', "</figure>"
INLINE = re.compile(
    r"(?P<code>(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))"
    r'|(?P<between></span> <span class="tag">)'
    r"|(?P<tag></?(?:div|p|span|time)\b[^>]*>)"
    r"|\]\((?P<page>[^()#\s:]*)#(?P<id>[\w-]+)\)"
)


class Line(NamedTuple):
    """A line of Markdown; what is ``fenced`` stays as it is."""

    text: str
    fenced: bool = False


def address(page: Page, suffix: str = ".md") -> str:
    """Where the page as Markdown lies below the site's root (with ``.html``: the page itself)."""
    return page.path.relative_to(paths.DOCS).with_suffix(suffix).as_posix()


def front_matter(page: Page) -> dict[str, Any]:
    """What the page says of itself: its title, its description, its tags."""
    return meta.get_data("\n".join(page.lines))[1]


def anchors(page: Page) -> dict[str, str]:
    """The page's ids of its headings, each with the id that plain Markdown gives it."""
    found = (HEADING.fullmatch(line) for line in page.lines)
    return {one["id"]: _slug(one["text"]) for one in found if one and one["id"]}


def _slug(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


@dataclass(frozen=True)
class Known:
    """What the Markdown tells beyond its own page: the ids of all pages' headings by the pages'
    addresses, what is known of all programs, what builds on what."""

    ids: dict[str, dict[str, str]]
    programs: Overview
    learning_path: LearningPath


def markdown(page: Page, known: Known) -> str:
    """The page as plain Markdown.

    Raises:
        MissingOutput, PlotError: what the page shows was not recorded.
    """
    kept = ("title", "description", "tags")
    about = {k: v for k, v in front_matter(page).items() if k in kept}
    about |= _verified(page, known.programs.results)
    style = {"allow_unicode": True, "default_flow_style": None, "width": 10**6}
    head = yaml.dump(about, Dumper=yaml.CSafeDumper, sort_keys=False, **style)
    lines = _listed(_quoted(list(_expanded(page, known))))
    plain = _plainly(address(page), known.ids)
    lines = (line if line.fenced else Line(plain(line.text)) for line in lines)
    body = "\n".join(line.text for line in _closed_up(lines))
    folder = posixpath.dirname(address(page)) or "."
    pointer = f"All pages, for programs: [{INDEX}]({posixpath.relpath(INDEX, folder)})"
    return f"---\n{head}---\n\n{pointer}\n\n{body.rstrip()}\n"


def _verified(page: Page, seen: Results) -> dict[str, Any]:
    """The day when the last of the page's blocks passed, if all of them do as they are now,
    and the versions of the libraries."""
    passed = [run for block in page.blocks if (run := seen.passed(block))]
    told: dict[str, Any] = {}
    if passed and len(passed) == len(page.blocks):
        told["verified"] = date.fromisoformat(max(run.date for run in passed))
    _, told["versions"] = page_info.versions(page, seen)
    return told


# A page's lines -----------------------------------------------------------------------


def _expanded(page: Page, known: Known) -> Iterator[Line]:
    """The lines below the front matter, with what the site generates put into words."""
    numbered = iter(enumerate(page.lines))
    if page.lines[0] == "---":
        next(numbered)
        _through(numbered, "---")
    titled = False
    for number, line in numbered:
        opened = pages.FENCE.fullmatch(line)
        if opened:
            end = rf"[ \t]*{opened['ticks']}`*[ \t]*"
            fence = [line, *_through(numbered, end)]
            yield from _fence(page, number, opened["before"], fence, known)
        elif line == TAGS:
            yield from map(Line, _tags(page, known))
        elif line == FIGURE:
            yield from _picture(page, number, _through(numbered, FIGURE_END))
        else:
            yield Line(line)
        if page.notebook and not titled and line.startswith("# "):
            titled = True
            yield from map(Line, _files(page.notebook))


def _through(numbered: Iterator[tuple[int, str]], end: str) -> list[str]:
    """The next lines up to and including the one that is ``end``, a pattern."""
    lines = []
    for _, line in numbered:
        lines.append(line)
        if re.fullmatch(end, line):
            break
    return lines


def _fence(
    page: Page, number: int, indent: str, fence: list[str], known: Known
) -> Iterator[Line]:
    language = fence[0].strip().strip("`")
    shown = [Line(line, fenced=True) for line in fence]
    if block := page.fences.get(number):
        yield from _mark(indent, why_not_alone(block))
        yield from shown
        yield from _block(block, indent)
    elif cell := page.cells.get(number):
        yield from _mark(indent, f"cell {cell.number} of a notebook, which runs whole")
        yield from shown
        yield from _cell(page, cell)
    elif language in pages.GENERATED:
        body = [line.removeprefix(indent) for line in fence[1:-1]]
        put = IN_WORDS.get(language, _in_the_page)
        yield from (Line(indent + text) for text in put(page, body, known))
    else:
        yield from shown


# Blocks and cells ---------------------------------------------------------------------


def why_not_alone(block: Block) -> str:
    """Why the block does not run in whatever process meets it; empty where it does."""
    options, usual = block.options, Options()
    if options.skip:
        return options.skip
    if options.trains:
        return f"trains {options.trains} for other blocks"
    if block.local_ids:
        return f"needs {', '.join(sorted(block.local_ids))}, which this site trains"
    if options.timeout > usual.timeout:
        return f"may take {options.timeout:g} seconds"
    if options.memory > usual.memory:
        return f"may take {options.memory:g} GiB"
    if MAIN in block.program:
        return "does its work only as a program: under __main__"
    return options.alone


def _mark(indent: str, reason: str) -> Iterator[Line]:
    """The comment that keeps stock pytest-codeblocks from running the next fence."""
    if reason:
        mark = f"pytest.mark.skip(reason={json.dumps(reason)})"
        yield Line(f"{indent}<!--{mark}-->", fenced=True)


def _block(block: Block, indent: str) -> Iterator[Line]:
    """What stands below a program: what it printed, how else to run it."""
    options = block.options
    if options.skip:
        yield from map(Line, ("", f"{indent}Not run here: {options.skip}"))
    else:
        printed = f"$ {block.command}\n{snapshots.read(block)}"
        yield from _text(printed, indent)
    if options.hub:
        local = ", ".join(sorted(block.local_ids))
        yield Line("")
        yield Line(
            f"{indent}With the Hub: `{options.hub}` in the place of `{local}` (not run here)."
        )


def _text(text: str, indent: str = "") -> Iterator[Line]:
    lines = text.rstrip("\n").split("\n")
    ticks = pages.fence_for(lines)
    yield Line("")
    for line in (f"{ticks}text", *lines, ticks):
        yield Line(indent + line if line else line, fenced=True)


def _cell(page: Page, cell: Cell) -> Iterator[Line]:
    for output in cell.outputs:
        if output.kind == "table":
            yield from map(Line, ("", *_from_html(output.text)))
        elif output.kind == "plot":
            there = f"{PurePosixPath(address(page)).stem}.html#cell-{cell.number}"
            yield from map(
                Line, ("", f"[{_escaped(notebooks.in_words(output))}]({there})")
            )
        else:
            yield from _text(output.text)
    notes = [f"Only shown, not run here: {cell.skip}"] if cell.skip else []
    if cell.unchecked:
        notes.append(f"This output is not compared: {cell.unchecked}")
    for note in notes:
        yield from map(Line, ("", note))


def _files(notebook: Block) -> list[str]:
    names = [notebook.file.name, *notebooks.data_files(notebook.file)]
    links = ", ".join(f"[{name}]({name})" for name in names)
    return ["", f"The notebook and its data: {links}", ""]


# What the site generates, in words ----------------------------------------------------


def _chart(page: Page, body: list[str], known: Known) -> list[str]:
    """A plot's numbers as a table."""
    spec = charts.Spec.parse("\n".join(body))
    block = next(b for b in page.blocks if b.snippet == spec.snippet)
    labels, series = charts.read_table(spec, snapshots.read(block))
    columns = zip(*(one.shown for one in series), strict=True)
    rows = [[label, *row] for label, row in zip(labels, columns, strict=True)]
    names = [one.name for one in series]
    told = [n if n.endswith(spec.unit) else f"{n} ({spec.unit})" for n in names]
    header = [spec.label, *told]
    return [f"**{spec.title}**", "", *_table([header, *rows])]


def _results(page: Page, body: list[str], known: Known) -> list[str]:
    there = posixpath.relpath(NAME, posixpath.dirname(address(page)) or ".")
    return [
        *_all_verified(page, body, known),
        "",
        f"Every entry: [{NAME}]({there})",
    ]


def _all_verified(page: Page, body: list[str], known: Known) -> list[str]:
    programs = known.programs
    if not programs.runs:
        return ["Nothing was verified yet."]
    return [
        f"{programs.count('passed')} of {len(programs.blocks)} blocks and notebooks passed when "
        f"they last ran, on {programs.date}, in {programs.seconds:.0f} seconds of program time."
    ]


def _learning_path(page: Page, body: list[str], known: Known) -> list[str]:
    """What builds on what, topic by topic."""
    learning_path = known.learning_path
    lines = []
    for topic, listed in learning_path.topics.items():
        lines += ["", f"**{topic}**", ""]
        lines += [
            f"- {_link(page, other)}: {path_list.in_words(other, learning_path)}"
            for other in path_list.in_reading_order(listed, learning_path)
        ]
    return lines[1:]


def _tags(page: Page, known: Known) -> list[str]:
    """Each tag with its pages."""
    tagged = known.learning_path.tagged
    return [
        f"- **{tag}**: {', '.join(_link(page, other) for other in tagged[tag])}"
        for tag in sorted(tagged, key=str.lower)
    ]


def _link(page: Page, to: PageInfo) -> str:
    here = posixpath.dirname(address(page)) or "."
    return f"[{_escaped(to.name)}]({posixpath.relpath(to.path, here)})"


def _in_the_page(page: Page, body: list[str], known: Known) -> list[str]:
    """What nothing but a browser can show."""
    there = f"{PurePosixPath(address(page)).stem}.html"
    return [f"This part works in a browser: [{front_matter(page)['title']}]({there})"]


IN_WORDS: dict[str, Callable[[Page, list[str], Known], list[str]]] = {
    "chart": _chart,
    "results": _results,
    "learning-path": _learning_path,
    "verified": _all_verified,
}


def _picture(page: Page, number: int, figure: list[str]) -> Iterator[Line]:
    """A picture as an image: its file, its title and description, its caption."""
    text = "\n".join(figure)
    file = page.included[number + 1]
    told = [
        re.search(rf"<{tag}\b[^>]*>(.*?)</{tag}>", text) for tag in ("title", "desc")
    ]
    alt = ". ".join(one[1].rstrip(".") for one in told if one) + "."
    here = posixpath.dirname(address(page)) or "."
    yield Line(f"![{_escaped(alt)}]({posixpath.relpath(f'assets/{file}', here)})")
    if caption := re.search(r"<figcaption>(.*?)</figcaption>", text, re.DOTALL):
        yield from map(Line, ("", re.sub(r"</?code>", "`", caption[1].strip())))


def _escaped(text: str) -> str:
    return re.sub(r"([\[\]])", r"\\\1", text)


def _from_html(html: str) -> list[str]:
    """The tables of an output, and the text around them."""
    root = ElementTree.fromstring(f"<div>{html}</div>")
    lines = [root.text or ""]
    for table in root:
        rows = [
            [text for cell in row for text in _spanned(cell)]
            for row in table.iter("tr")
        ]
        lines += ["", *_table(rows), "", table.tail or ""]
    return lines


def _spanned(cell: ElementTree.Element) -> list[str]:
    text = " ".join("".join(cell.itertext()).split())
    return [text, *[""] * (int(cell.get("colspan", "1")) - 1)]


def _table(rows: list[list[str]]) -> list[str]:
    """Rows as a Markdown table, the first as its header."""
    cells = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    ruled = [cells[0], ["---"] * len(cells[0]), *cells[1:]]
    return [f"| {' | '.join(row)} |" for row in ruled]


# What Markdown's extensions mean, in plain Markdown -----------------------------------


def _quoted(lines: list[Line]) -> Iterator[Line]:
    """Admonitions as quotes; a fence inside one stands between its quotes."""
    rest = iter(lines)
    waiting = next(rest, None)
    while waiting:
        opened = None if waiting.fenced else ADMONITION.fullmatch(waiting.text)
        if opened is None:
            yield waiting
            waiting = next(rest, None)
            continue
        inside = [Line(f"**{opened['title']}**"), Line("")] if opened["title"] else []
        while (waiting := next(rest, None)) and re.match("    |$", waiting.text):
            inside.append(Line(waiting.text[4:], waiting.fenced))
        kind = Line(f"[!{opened['kind'].upper()}]")
        for fenced, group in groupby([kind, *inside], key=lambda line: line.fenced):
            part = list(group)
            yield from part if fenced else _quote(part)
        yield Line("")


def _quote(lines: list[Line]) -> Iterator[Line]:
    said = "\n".join(line.text for line in lines).strip("\n")
    yield Line("")
    for text in said.split("\n") if said else ():
        yield Line(f"> {text}".rstrip())
    yield Line("")


def _listed(lines: Iterable[Line]) -> Iterator[Line]:
    """Definition lists as lists."""
    term = Line("")
    inside = False
    for line in lines:
        defined = None if line.fenced else DEFINITION.fullmatch(line.text)
        if defined:
            name = re.sub(r" \{ #[\w-]+ \}$", "", term.text)
            term = Line(f"- **{name}**: {defined['says']}")
            inside = True
        else:
            yield term
            inside = inside and line.text.startswith("    ")
            term = Line(line.text[2:]) if inside else line
    yield term


def _closed_up(lines: Iterable[Line]) -> Iterator[Line]:
    """Without more than one blank line in a row outside fences."""
    blank = True
    for line in lines:
        if line.text or line.fenced or not blank:
            yield line
        blank = not (line.text or line.fenced)


def _plainly(here: str, ids: dict[str, dict[str, str]]) -> Callable[[str], str]:
    """How a line of the page ``here`` reads without attributes and wrappers, its links with
    the anchors of plain Markdown."""
    folder, name = posixpath.split(here)

    def put(found: re.Match[str]) -> str:
        if found["code"]:
            return found[0]
        if found["between"]:
            return ", "
        if found["tag"]:
            return ""
        target = posixpath.join(folder, found["page"] or name)
        slug = ids.get(posixpath.normpath(target), {}).get(found["id"])
        return f"]({found['page']}#{slug})" if slug else f"]({found['page'] or name})"

    def plain(text: str) -> str:
        heading = HEADING.fullmatch(text)
        return INLINE.sub(put, text[: heading.end("text")] if heading else text)

    return plain
