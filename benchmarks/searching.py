"""The search, compared with Material's and Pagefind's on the same pages and questions, in Chromium.

Bytes are what the server sends for a search, gzipped like on a host; milliseconds are the time from
the click that opens the search to the first result. The browser's cache is empty.
"""

from __future__ import annotations

import re
import tempfile
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright
from tqdm import tqdm

from benchmarks import building
from benchmarks.measure import copy_project, cost
from nlpjourney.paths import ROOT
from scripts import lighthouse

QUESTIONS = ROOT / "tests" / "browser" / "questions.toml"
SIZES = (50, 500, 2000)
TIMED = 10  # questions whose bytes and milliseconds are measured
NOT_FOUND = 99  # the rank of a page that a search does not show
MATERIAL = r"""
theme: {name: material, font: false, features: [search.highlight, search.suggest]}
plugins:
  - search:
      separator: '[\s\-,.:;!?=/()\[\]{}<>"''`|]+'
      pipeline: [stopWordFilter, trimmer]
      fields: {title: {boost: 60}, text: {boost: 1}, tags: {boost: 4}}
  - tags
NOTEBOOKS  - nlpjourney
hooks: [boosts.py]
"""
BOOSTS = """
from fnmatch import fnmatch

LESS = {"notebooks/*/*.ipynb": 0.5, "index.md": 0.5, "start/glossary.md": 0.2}


def on_page_markdown(markdown, page, **_):
    for pattern, boost in LESS.items():
        if fnmatch(page.file.src_uri, pattern):
            page.meta["search"] = {"boost": boost}
"""
PAGEFIND = [
    "-m",
    "pagefind",
    "--silent",
    "--site",
    "site",
    "--root-selector",
    "article",
]
PAGEFIND += [
    "--exclude-selectors",
    ".headerlink, .md-tags, .page-actions, .page-info",
    "--include-characters",
    "_#",
]

# Pagefind requires every word of a question. Word by word, each word that is not too common is a
# separate question, and a page's score is the rarity of the words that it contains.
ASK_PAGEFIND = """async ([question, wordByWord]) => {
  const { search } = window.pagefind;
  const common = new Set(`a an and are as at be by can do does for from how i in is it my no not of
    on or should the this to use what when where which why will with`.split(/\\s+/));
  const words = question.toLowerCase().match(/[\\p{L}\\p{N}_#]+/gu);
  const asked = wordByWord ? words.filter((word) => !common.has(word)) : [question];
  const pages = (await search(null)).results.length;
  const found = new Map();
  for (const { results } of await Promise.all(asked.map((one) => search(one)))) {
    const rarity = Math.log(1 + pages / results.length);
    for (const result of results) {
      const page = found.get(result.id) ?? { result, score: 0 };
      page.score += rarity * Math.sqrt(result.score / results[0].score);
      found.set(result.id, page);
    }
  }
  const best = [...found.values()].sort((a, b) => b.score - a.score).slice(0, 8);
  const shown = await Promise.all(best.map(({ result }) => result.data()));
  return shown.map(({ url }) => new URL(url, location).href);
}"""


@dataclass(frozen=True)
class Engine:
    """A search: its page, how to open it, and how to get the addresses of its results."""

    name: str
    start: str
    open: Callable[[Page], None]
    ask: Callable[[Page, str], list[str]]


def _open_material(page: Page) -> None:
    page.locator(".md-search__input").focus()


def _ask_material(page: Page, question: str) -> list[str]:
    box, results = page.locator(".md-search__input"), ".md-search-result__item > a"
    nothing = ".md-search-result__meta:text('No matching')"
    for text, state in (("", "detached"), (question, "attached")):
        box.fill(text)
        box.press("End")  # it searches when a key is released
        page.locator(f"{results}, {nothing}").first.wait_for(state=state)  # type: ignore[arg-type]
    return _addresses(page, results)


def _open_pagefind(page: Page) -> None:
    page.evaluate("""import("./pagefind/pagefind.js").then((loaded) => {
      window.pagefind = loaded;
      return loaded.init();
    })""")


def _ask_pagefind(page: Page, question: str, word_by_word: bool) -> list[str]:
    found: list[str] = page.evaluate(ASK_PAGEFIND, [question, word_by_word])
    return found


def _open_ours(page: Page) -> None:
    page.keyboard.press("/")
    page.get_by_role("combobox", name="Search").wait_for()


def _ask_ours(page: Page, question: str) -> list[str]:
    page.get_by_role("combobox", name="Search").fill(question)
    page.locator(".search-results[aria-busy=false]").wait_for(state="attached")
    return _addresses(page, ".search-result")


def _addresses(page: Page, links: str) -> list[str]:
    found: list[str] = page.locator(links).evaluate_all("all => all.map((a) => a.href)")
    return found


ask_word_by_word = partial(_ask_pagefind, word_by_word=True)
ask_at_once = partial(_ask_pagefind, word_by_word=False)
ENGINES = (
    Engine("Material", "index.html", _open_material, _ask_material),
    Engine("Pagefind", "blank.html", _open_pagefind, ask_at_once),
    Engine("Pagefind, word by word", "blank.html", _open_pagefind, ask_word_by_word),
    Engine("this site", "index.html", _open_ours, _ask_ours),
)


class Sent:
    """The bytes that a server sent for a search."""

    def __init__(self) -> None:
        self.parts: list[int] = []

    def take(self) -> int:
        """The bytes since the last call."""
        taken = sum(self.parts)
        self.parts.clear()
        return taken


class _Counting(lighthouse.BelowBase):
    def __init__(self, sent: Sent, *arguments: Any, **options: Any) -> None:
        self.sent = sent
        super().__init__(*arguments, **options)

    def copyfile(self, source: Any, outputfile: Any) -> None:
        body = source.read()
        if re.search("search|pagefind", self.path):
            self.sent.parts.append(len(body))
        super().copyfile(BytesIO(body), outputfile)


@contextmanager
def _served(site: Path) -> Iterator[tuple[str, Sent]]:
    sent = Sent()
    handler = partial(_Counting, sent, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}{lighthouse.BASE}", sent
        server.shutdown()


@dataclass(frozen=True)
class Cost:
    """Bytes sent when the search opens and until its first result; milliseconds to that result, and
    to the first result of another question."""

    opened: int
    asked: int
    cold: float
    warm: float


def table() -> Iterator[str]:
    """Yield Markdown rows: what each search finds, and what it costs; then bytes by size."""
    halves = tomllib.loads(QUESTIONS.read_text("utf-8"))
    timed = list(halves["tune"])[:TIMED]
    names = [engine.name for engine in ENGINES]
    yield f"| search | {' | '.join(names)} |"
    yield f"| --- |{' --- |' * len(names)}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=lighthouse.chromium(), args=list(lighthouse.QUIET)
        )
        with _sites(copy_project) as sites:
            for half in ("tune", "report"):
                found = [_ranks(browser, *one, halves[half]) for one in sites]
                for most, words in ((1, "first"), (3, "in the first three")):
                    hits = [sum(rank <= most for rank in ranks) for ranks in found]
                    told = (f"{n} of {len(halves[half])}" for n in hits)
                    yield _row(f"answered {words}, {half} half", told)
            costs = [[_cost(browser, *one, asked) for asked in timed] for one in sites]
        for what, unit in (
            ("sent before the first letter", lambda cost: cost.opened),
            ("sent to the first result", lambda cost: cost.asked),
        ):
            yield _row(
                what, (f"{median(map(unit, some)) / 1000:.0f} KB" for some in costs)
            )
        for what, unit in (
            ("to the first result", lambda cost: cost.cold),
            ("to the first result of the next question", lambda cost: cost.warm),
        ):
            yield _row(what, (f"{median(map(unit, some)):.0f} ms" for some in costs))
        for size in SIZES:
            with _sites(partial(_generate, size)) as sites:
                costs = [
                    [_cost(browser, *one, asked) for asked in timed] for one in sites
                ]
            sent = (f"{median(c.asked for c in some) / 1000:.0f} KB" for some in costs)
            yield _row(f"sent to the first result, {size:,} pages", sent)
        browser.close()


def _row(what: str, cells: Iterator[str]) -> str:
    return f"| {what} | {' | '.join(cells)} |"


@contextmanager
def _sites(
    lay_out: Callable[[Path], object],
) -> Iterator[list[tuple[Engine, str, Sent]]]:
    """Yield each engine with the address of the pages that ``lay_out`` makes, and sent bytes."""
    with tempfile.TemporaryDirectory() as folder:
        ours, stock = Path(folder) / "ours", Path(folder) / "stock"
        for project in tqdm((ours, stock), desc="sites to search"):
            lay_out(project)
            if project is stock:
                _take_material(project)
            cost(["-m", "mkdocs", "build", "--quiet", "--no-strict"], project)
        cost(PAGEFIND, ours)
        (ours / "site" / "blank.html").write_text("<!doctype html><title>blank</title>")
        with _served(ours / "site") as of_ours, _served(stock / "site") as of_stock:
            yield [
                (engine, *(of_stock if engine.name == "Material" else of_ours))
                for engine in ENGINES
            ]


def _generate(size: int, project: Path) -> None:
    notes = [page for page in building.repeatable() if not page.notebook]
    first = next(iter(building.lay_out(project, notes, size)))
    first.rename(project / "docs" / "index.md")


def _take_material(project: Path) -> None:
    """Give the same pages to Material, with the settings of its search that worked best."""
    file = project / "mkdocs.yml"
    settings = re.sub(building.OUR_SETTINGS, "", file.read_text("utf-8"))
    file.write_text(
        MATERIAL.replace("NOTEBOOKS", building.NOTEBOOKS) + settings, "utf-8"
    )
    (project / "boosts.py").write_text(BOOSTS, "utf-8")


def _ranks(
    browser: Browser,
    engine: Engine,
    address: str,
    _: Sent,
    questions: dict[str, list[str]],
) -> list[int]:
    """For each question, the rank from 1 of the first page that answers it."""
    ranks = []
    page = browser.new_page(base_url=address)
    page.goto(engine.start, wait_until="networkidle")
    engine.open(page)
    for question, answers in tqdm(questions.items(), desc=engine.name, leave=False):
        paths = [urlsplit(url).path for url in engine.ask(page, question)]
        order = list(
            dict.fromkeys(path.removeprefix(lighthouse.BASE) for path in paths)
        )
        right = (rank for rank, path in enumerate(order, 1) if path in answers)
        ranks.append(next(right, NOT_FOUND))
    page.close()
    return ranks


def _cost(
    browser: Browser, engine: Engine, address: str, sent: Sent, question: str
) -> Cost:
    def opened() -> Page:
        page = browser.new_page(base_url=address)
        sent.take()
        page.goto(engine.start, wait_until="networkidle")
        page.wait_for_load_state()  # on a busy machine its scripts may run later
        return page

    page = opened()
    engine.open(page)
    page.wait_for_timeout(500)  # for files that it fetches by itself
    before = sent.take()
    engine.ask(page, question)
    after = sent.take()
    page.close()
    page = opened()
    started = time.perf_counter()
    engine.open(page)
    engine.ask(page, question)
    cold = time.perf_counter() - started
    started = time.perf_counter()
    engine.ask(page, "generation")
    warm = time.perf_counter() - started
    page.close()
    return Cost(before, before + after, cold * 1000, warm * 1000)
