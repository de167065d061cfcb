"""What builds on what: refused where it is wrong, drawn so that it can be followed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from planting import Copy, fence

from nlpjourney import journey, pages, results
from nlpjourney.journey import Journey, Stop
from nlpjourney.journey_map import Box, Layout, Line, Point, lay_out
from nlpjourney.pages import PageError


def stop(copy: Copy, name: str, builds_on: str, *text: str, tags: str = "") -> Path:
    """Write ``docs/<name>.md`` with a front matter of its own."""
    file = copy.page(name, *text)
    head = f"---\ntitle: A page\ntags: [{tags}]\nbuilds_on: {builds_on}\n---\n"
    file.write_text(head + file.read_text("utf-8"), "utf-8")
    return file


# Refused -------------------------------------------------------------------------------

FAULTS = {
    "text": ("topic/a.md", "builds_on is a list of pages"),
    "nothing": ("", "builds_on is a list of pages"),
    "unknown": (
        "[topic/none.md]",
        "topic/none.md, no page of the journey; write a path",
    ),
    "outside": ("[topic/page.md]", "topic/page.md, no page of the journey; give that"),
    "itself": ("[topic/b.md]", "builds on itself; take topic/b.md out"),
    "twice": ("[topic/a.md, topic/a.md]", "names topic/a.md twice; take one out"),
    "implied": ("[topic/c.md, topic/a.md]", "topic/c.md builds on topic/a.md already"),
    "circle": ("[topic/d.md]", "a circle, each builds on the next: "),
}


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Copy:
    """Pages alone, read by the engine that runs the tests."""
    monkeypatch.setattr(pages, "ROOT", tmp_path)
    monkeypatch.setattr(pages, "DOCS", tmp_path / "docs")
    monkeypatch.setattr(journey, "SETTINGS", tmp_path / "mkdocs.yml")
    journey.SETTINGS.write_text("site_name: Pages\n")
    return Copy(tmp_path)


def said(fault: pytest.ExceptionInfo[PageError]) -> str:
    return str(fault.value)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_refused(docs: Copy, name: str) -> None:
    written, says = FAULTS[name]
    docs.page("topic/page")
    stop(docs, "topic/a", "[]")
    stop(docs, "topic/b", written)
    stop(docs, "topic/c", "[topic/a.md]")
    stop(docs, "topic/d", "[topic/b.md]")
    with pytest.raises(PageError, match=r"^docs/topic/[bd]\.md:4: ") as fault:
        journey.read(object())
    assert says in said(fault)


def test_the_line_of_an_entry_is_named(docs: Copy) -> None:
    stop(docs, "topic/a", "[]")
    stop(docs, "topic/b", "\n- topic/a.md\n- topic/none.md")
    with pytest.raises(PageError, match=r"^docs/topic/b\.md:6: builds on topic/none"):
        journey.read(object())


def test_a_circle_is_told_in_its_order(docs: Copy) -> None:
    builds_on = dict(zip("abc", "bca", strict=True))
    for name, before in builds_on.items():
        stop(docs, f"topic/{name}", f"[topic/{before}.md]")
    with pytest.raises(PageError, match="a circle") as fault:
        journey.read(object())
    told = re.findall(r"topic/(.)\.md", said(fault).partition("next: ")[2])
    assert len(told) == 4
    assert all(builds_on[page] == before for page, before in pairwise(told))
    assert said(fault).startswith(f"docs/topic/{told[0]}.md:4: ")


def test_a_fault_stops_the_build_and_the_audit(copy: Copy) -> None:
    stop(copy, "topic/b", "[topic/none.md]")
    says = "docs/topic/b.md:4: builds on topic/none.md, no page of the journey"
    for ran in (copy.audit("tree"), copy.build()):
        assert ran.code, ran.said
        assert says in ran.said


def test_names_and_order_are_the_navigations(docs: Copy) -> None:
    stop(docs, "topic/a", "[]")
    stop(docs, "topic/b", "[topic/a.md]")
    nav = "[{Topic: [{Second: topic/b.md}, {Deep: [{First: topic/a.md}]}]}]"
    journey.SETTINGS.write_text(f"site_url: !ENV [SITE, '']\nnav: {nav}\n")
    told = [(s.path, s.topic, s.title) for s in journey.read(object()).stops.values()]
    assert told == [
        ("topic/b.md", "Topic", "Second"),
        ("topic/a.md", "Topic", "First"),
    ]


# Drawn ---------------------------------------------------------------------------------


def made(size: int, chance: random.Random) -> Journey:
    """A journey of some topics in which stops build on up to three earlier ones."""
    stops: dict[str, Stop] = {}
    for n in range(size):
        topic = f"topic {chance.randrange(5)}"
        place = "notebooks/" if chance.random() < 0.3 else ""
        known = [path for path in stops if chance.random() < 0.2]
        builds_on = tuple(chance.sample(known, min(len(known), chance.randrange(4))))
        path = f"{place}{n}.md"
        stops[path] = Stop(path, f"Page {n}", topic, (), builds_on)
    return Journey(stops)


JOURNEYS = {
    "real": journey.read(),
    "empty": Journey({}),
    **{f"made {n}": made(n, random.Random(n)) for n in (1, 2, 5, 20, 60, 120)},
}


def faults(layout: Layout, real: Journey) -> list[str]:
    """What makes a map hard to follow."""
    boxes = layout.boxes
    found = [
        f"{a.stop.path} lies on {b.stop.path}"
        for a, b in combinations(boxes.values(), 2)
        if _meet(_area(a), _area(b))
    ]
    found += [
        f"{path} lies outside"
        for path, box in boxes.items()
        if not (box.x >= 0 and box.x + box.width <= layout.width)
        or not (box.y >= 0 and box.bottom <= layout.height)
    ]
    drawn = {(line.before, line.after) for line in layout.lines}
    wanted = {(b, s.path) for s in real.stops.values() for b in s.builds_on}
    found += [f"{b} to {a} is not drawn" for b, a in wanted ^ drawn]
    for line in layout.lines:
        before, after = boxes[line.before], boxes[line.after]
        if line.points[0] != (before.middle, before.bottom):
            found.append(f"{line.before} to {line.after} does not begin at its stop")
        if line.points[-1] != (after.middle, after.y) or after.y <= before.bottom:
            found.append(f"{line.before} to {line.after} does not end at its stop")
        found += [
            f"{line.before} to {line.after} crosses {box.stop.path}"
            for piece in pairwise(line.points)
            for box in boxes.values()
            if _meet(_run(*piece), _area(box))
        ]
    found += [
        f"{a.before} to {a.after} lies on {b.before} to {b.after}"
        for a, b in combinations(layout.lines, 2)
        if a.before != b.before and a.after != b.after and _along(a, b)
    ]
    return found


Area = tuple[float, float, float, float]


def _area(box: Box) -> Area:
    return box.x, box.y, box.x + box.width, box.bottom


def _run(start: Point, end: Point) -> Area:
    (x, y), (to_x, to_y) = start, end
    return min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y)


def _meet(a: Area, b: Area) -> bool:
    """Whether two areas share more than an edge."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _along(a: Line, b: Line) -> bool:
    """Whether two lines have a piece in common, not only a point."""
    for one in pairwise(a.points):
        for other in pairwise(b.points):
            (x, y, to_x, to_y), (u, v, to_u, to_v) = _run(*one), _run(*other)
            width, height = min(to_x, to_u) - max(x, u), min(to_y, to_v) - max(y, v)
            if min(width, height) == 0 and max(width, height) > 0:
                return True
    return False


@pytest.mark.parametrize("name", JOURNEYS)
def test_a_map_can_be_followed(name: str) -> None:
    assert faults(lay_out(JOURNEYS[name]), JOURNEYS[name]) == []


def test_a_map_that_cannot_be_followed_is_reported() -> None:
    """The alarm rings."""
    real = JOURNEYS["real"]
    layout = lay_out(real)
    (one, box), (_, other), *_ = layout.boxes.items()
    moved = replace(layout, boxes=layout.boxes | {one: replace(other, stop=box.stop)})
    assert any("lies on" in fault for fault in faults(moved, real))
    assert any("does not begin" in fault for fault in faults(moved, real))
    fewer = replace(layout, lines=layout.lines[1:])
    assert any("is not drawn" in fault for fault in faults(fewer, real))
    bent = next(line for line in layout.lines if len(line.points) > 2)
    short = replace(bent, points=bent.points[:-1])
    assert any("not end" in f for f in faults(replace(layout, lines=[short]), real))
    straight = replace(bent, points=((0, 0), (0, layout.height), (layout.width, 0)))
    through = replace(bent, points=((box.middle, 0), (box.middle, layout.height)))
    assert any("crosses" in f for f in faults(replace(layout, lines=[through]), real))
    twice = [straight, replace(straight, before="other", after="other")]
    layout = replace(
        layout, boxes=layout.boxes | {"other": replace(box, stop=box.stop)}
    )
    assert any(
        "lies on" in f and " to " in f
        for f in faults(replace(layout, lines=twice), real)
    )


def test_a_notebook_stands_with_the_topic_of_what_it_builds_on_first() -> None:
    names = {s.path: topic for topic, ss in JOURNEYS["real"].topics.items() for s in ss}
    assert names["notebooks/sft/lora.md"] == names["chat/lora.md"]
    assert names["notebooks/basics/hf_datasets.md"] == names["data/slicing.md"]
    assert "Notebooks" not in names.values()


# At a page's foot ----------------------------------------------------------------------


def foot(copy: Copy, page: str) -> dict[str, Tag]:
    """The rows of a page's foot by their names, once the site is built."""
    built = copy.build()
    assert built.code == 0, built.said
    return rows(copy, page)


def rows(copy: Copy, page: str) -> dict[str, Tag]:
    """The rows of a built page's foot by their names."""
    html = (copy.root / f"site/{page}.html").read_text("utf-8")
    feet = BeautifulSoup(html, "html.parser").select("section.page-foot")
    assert len(feet) == 1
    return {dt.text: dt.find_next("dd") for dt in feet[0].select("dt")}


def links(row: Tag) -> list[str]:
    return [str(link["href"]) for link in row.select("a")]


@pytest.fixture(scope="module")
def related(fresh_copy: Callable[[], Copy]) -> Copy:
    """A built site whose pages are related in several ways."""
    copy = fresh_copy()
    stop(copy, "around/a", "[]")
    stop(copy, "around/b", "[around/a.md]", tags="rare")
    stop(copy, "around/c", "[around/b.md]", tags="rare")
    stop(copy, "other/d", "[]", tags="rare")
    stop(copy, "told/a", "[]")
    told = "## Related { #related }", "- [A](a.md): why"
    stop(copy, "told/b", "[told/a.md]", *told)
    stop(copy, "told/c", "[told/b.md]")
    for name in "abcde":
        stop(copy, f"frequent/{name}", "[]", tags="frequent")
    copy.page(
        "topic/notes",
        "Said[^1].",
        "",
        "## A part",
        "",
        "[^1]: Why.",
        "",
        fence("topic/page/answer.py"),
    )
    built = copy.build()
    assert built.code == 0, built.said
    return copy


def test_the_stops_around_a_page(related: Copy) -> None:
    around = rows(related, "around/b")
    assert links(around["Builds on"]) == ["../around/a.html"]
    assert links(around["Leads to"]) == ["../around/c.html"]
    assert links(around["Shares a tag with"]) == ["../other/d.html"]


def test_what_the_page_relates_itself_is_not_told_again(related: Copy) -> None:
    around = rows(related, "told/b")
    assert "Also builds on" not in around
    assert links(around["Also leads to"]) == ["../told/c.html"]


def test_a_frequent_tag_relates_nothing(related: Copy) -> None:
    assert "Shares a tag with" not in rows(related, "frequent/a")


def test_the_foot_stands_below_footnotes_and_once(related: Copy) -> None:
    rows(related, "topic/notes")
    html = (related.root / "site/topic/notes.html").read_text("utf-8")
    assert html.index('class="footnote"') < html.index('class="page-foot"')


def test_verified_says_when_and_how_much(copy: Copy) -> None:
    rows = foot(copy, "topic/page")
    newest = max(run.date for run in results.read(copy.report).values())
    assert rows["Verified"].time["datetime"] == newest
    assert "of" not in rows["Verified"].text
    copy.snippet(
        "topic/page/answer.py", "print(6 * 7, 26 / 6)\n", "42 4.333333333333\n"
    )
    assert foot(copy, "topic/page")["Verified"].text.endswith(", 2 of 3 blocks")
    copy.report.unlink()
    assert foot(copy, "topic/page")["Verified"].text.startswith("not yet")
    copy.page("topic/other", "No block.")
    assert foot(copy, "topic/other")["Verified"].text == "nothing to run on this page"


def test_the_versions_are_those_that_ran_or_the_pinned_ones(copy: Copy) -> None:
    (copy.root / "requirements").mkdir(exist_ok=True)
    (copy.root / "requirements/run.in").write_text(
        "# What.\ntorch==1.2  # why\nb-c==3\n"
    )
    rows = foot(copy, "topic/page")
    assert rows["Versions pinned"].text == "torch 1.2 · b-c 3"
    runs = results.read(copy.report)
    ran = replace(runs["topic/page/answer.py"], versions={"torch": "1.2+cpu"})
    results.report({"topic/page/answer.py": ran}, None, copy.report)
    assert foot(copy, "topic/page")["Ran with"].text == "torch 1.2+cpu"


def test_the_twin_says_what_builds_on_what(copy: Copy) -> None:
    stop(copy, "topic/a", "[]", tags="one")
    stop(copy, "topic/b", "[topic/a.md]")
    page = copy.page("other/map", "```map", "```", "", "```tags", "```")
    said = copy.python("-c", TWIN.format(str(page))).said
    assert "- [a](../topic/a.md): to begin with\n" in said
    assert "- [b](../topic/b.md): builds on a\n" in said
    assert "- **one**: [a](../topic/a.md)\n" in said


TWIN = """
from pathlib import Path
from nlpjourney import journey, pages, results, twins
programs = results.overview(results.load(), [])
known = twins.Known({{}}, programs, journey.read(object()))
print(twins.twin(pages.expand(Path({!r})), known))
"""
