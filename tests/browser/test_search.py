"""Ordinary questions find the page that answers them: by keyboard, mouse and phone, on a server, in
a folder and at a missing address."""

import json
import re
import shutil
import threading
import tomllib
from collections.abc import Iterable
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from support import inject_axe

from nlpjourney.content import front_matter, indexes, pages
from nlpjourney.paths import DOCS
from nlpjourney.site import search_index
from scripts import bundle
from scripts.lighthouse import BASE, BelowBase

QUESTIONS = tomllib.loads((Path(__file__).parent / "questions.toml").read_text("utf-8"))
NAMES = {  # as typed or pasted, to the page where it is explained
    "last_hidden_state": "models/heads.html",
    "past_key_values": "models/kv-cache.html",
    "tokenizer.chat_template": "chat/templates.html",
    "EarlyStoppingCallback": "training/callbacks.html",
    "remove_unused_columns=False": "data/collators.html",
    "trainer.train(resume_from_checkpoint=True)": "training/trainer.html",
    "<|im_end|>": "chat/eos-and-pad.html",
    "ValueError: Asking to pad but the tokenizer does not have a padding token. Please select "
    "a token to use as `pad_token`": "training/debugging.html",
    "KeyError: 'text'": "chat/sft-formats.html",
    "IndexError: Target 2 is out of bounds.": "training/debugging.html",
    "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn": (
        "training/debugging.html"
    ),
}


def opened(page: Page, key: str = "/") -> Page:
    """The page with its search open."""
    page.keyboard.press(key)
    expect(box(page)).to_be_focused()
    return page


def box(page: Page):
    return page.get_by_role("combobox", name="Search")


def options(page: Page):
    return page.get_by_role("option")


def ask(page: Page, question: str) -> list[str]:
    """The pages of the results, best first."""
    box(page).fill(question)
    expect(page.get_by_role("listbox", name="Results")).to_have_attribute(
        "aria-busy", "false"
    )
    paths = options(page).evaluate_all("all => all.map((a) => a.pathname)")
    return [path.partition(BASE)[2] or path for path in paths]


ASK_ALL = """async (questions) => {
  const box = document.querySelector(".search-input");
  const list = document.querySelector("#" + box.getAttribute("aria-controls"));
  const found = [];
  const wait = window.setTimeout;  // the search waits for another letter: not here
  window.setTimeout = (work) => wait(work);
  for (const question of questions) {
    box.value = question;
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
    while (list.ariaBusy !== "false") await new Promise((done) => setTimeout(done));
    found.push([...list.querySelectorAll("[role=option]")].slice(0, 3).map((a) => a.pathname));
  }
  window.setTimeout = wait;
  return found;
}"""


def first_three(page: Page, questions: Iterable[str]) -> dict[str, list[str]]:
    """The first pages that each question finds, asked one after the other in the page itself."""
    questions = list(questions)
    found = page.evaluate(ASK_ALL, questions)
    return {
        question: [path.partition(BASE)[2] or path for path in paths]
        for question, paths in zip(questions, found, strict=True)
    }


def active(page: Page) -> str:
    """The option that the box points to, which must be the selected one."""
    selected = page.locator("[role=option][aria-selected=true]")
    expect(selected).to_have_count(1)
    expect(box(page)).to_have_attribute(
        "aria-activedescendant", selected.get_attribute("id")
    )
    return selected.get_attribute("href")


# What it finds


@pytest.mark.parametrize(
    ("half", "share"), [("report", 0.95), ("tune", 0.98), ("more", 0.98)]
)
def test_ordinary_questions_find_their_page(open_site, half: str, share: float) -> None:
    page = opened(open_site())
    questions = QUESTIONS[half]
    found = first_three(page, questions)
    hits = sum(
        not set(pages).isdisjoint(found[question])
        for question, pages in questions.items()
    )
    assert hits >= share * len(questions), f"{hits} of {len(questions)}"


def test_questions_that_people_asked_in_public_find_their_page(open_site) -> None:
    questions = QUESTIONS["public_report"]
    found = first_three(opened(open_site()), questions)
    hits = [set(pages) & set(found[question]) for question, pages in questions.items()]
    firsts = [found[question][0] in pages for question, pages in questions.items()]
    assert sum(map(bool, hits)) >= 29
    assert sum(firsts) >= 24


@pytest.mark.parametrize(
    ("half", "share"),
    [
        ("uncovered", 0.9),
        ("uncovered_tune", 0.95),
        ("uncovered_earlier", 0.85),
        ("uncovered_more", 0.95),
    ],
)
def test_a_question_that_no_page_answers_gets_no_sure_answer(
    open_site, half: str, share: float
) -> None:
    page = opened(open_site())
    questions = QUESTIONS[half]["questions"]
    unsure = []
    for question in questions:
        ask(page, question)
        unsure.append(page.locator(".search-said a").count() > 0)
    assert sum(unsure) >= share * len(questions), f"{sum(unsure)} of {len(questions)}"
    ask(page, questions[unsure.index(True)])
    page.locator(".search-said a").click()
    expect(page).to_have_title(re.compile("Roadmap"))


def test_an_answered_question_gets_a_sure_answer(open_site) -> None:
    page = opened(open_site())
    for question in (
        "lora rank",
        "what does [UNK] mean",
        "merge_and_unload",
        "tokeniz",
    ):
        assert ask(page, question)
        expect(page.locator(".search-said")).to_have_text(re.compile(r"^\d pages?$"))


def test_british_and_american_spellings_find_the_same(open_site) -> None:
    page = opened(open_site())
    assert set(ask(page, "labelled")[:3]) & set(ask(page, "labeled")[:3])


def test_names_and_messages_are_found_as_typed(open_site) -> None:
    found = first_three(opened(open_site()), NAMES)
    assert {n: f for n, f in found.items() if NAMES[n] not in f} == {}


def without_their_page(
    promised: list[tuple[str, str]], found: dict[str, list[str]]
) -> list[tuple[str, str]]:
    """The keywords whose page is not among the first three, each with its page."""
    return [(keyword, page) for keyword, page in promised if page not in found[keyword]]


def test_each_keyword_of_a_page_finds_it(open_site) -> None:
    promised = [
        (keyword, note.relative_to(DOCS).with_suffix(".html").as_posix())
        for note in pages.notes()
        for keyword in front_matter.read(note).keywords
    ]
    assert promised
    found = first_three(opened(open_site()), {keyword for keyword, _ in promised})
    assert without_their_page(promised, found) == []


def test_a_keyword_that_finds_other_pages_is_reported(open_site) -> None:
    right, wrong = (
        ("which rank for lora", f"{p}.html") for p in ("chat/lora", "data/map")
    )
    found = first_three(opened(open_site()), [right[0]])
    assert without_their_page([right, wrong], found) == [wrong]


def test_error_messages_of_programs_find_a_page_that_shows_them(open_site) -> None:
    blocks = [block for page in pages.all_pages() for block in page.blocks]
    shown = {
        message: {
            block.page.relative_to(DOCS).with_suffix(".html").as_posix()
            for block in blocks
        }
        for message, blocks in indexes.errors(blocks).items()
    }
    found = first_three(opened(open_site()), shown)
    missed = {m: found[m] for m in shown if shown[m].isdisjoint(found[m])}
    assert len(missed) <= 0.02 * len(shown), missed


def test_a_result_says_page_section_and_kind(open_site) -> None:
    page = opened(open_site())
    for question, (title, section, kind) in {
        "which rank for lora": ("LoRA", "Which rank", "note"),
        "viterbi_path.py": ("Unigram from scratch", "viterbi_path.py", "snippet"),
        "tied weights": ("Glossary", "tied weights", "term"),
        "tag licenses": ("Tags", "licenses", "tag"),
        "padding and how much it wastes": (
            "Prepare data: sentence pairs, from rows to batches",
            "Padding and how much it wastes",
            "notebook",
        ),
    }.items():
        ask(page, question)
        shown = page.locator(".search-result").evaluate_all(
            "all => all.map((one) => [...one.children].map((child) => child.textContent))"
        )
        assert [f"{title} \u203a {section}", kind] in [row[:2] for row in shown]


def test_tags_are_found(open_site) -> None:
    assert "models/hub.html" in ask(opened(open_site()), "licenses")[:3]


@pytest.fixture(scope="module")
def indexed(site: Path) -> list[search_index.Page]:
    """The pages from which the index is made; the audit proves that they are the built ones."""
    return search_index.read(site)


def test_the_index_knows_every_page(
    indexed: list[search_index.Page], built_pages: list[str]
) -> None:
    known = [page.url for page in indexed]
    assert known == [name for name in built_pages if name != "404.html"]


@pytest.mark.parametrize("fault", ["page without index", "lost part", "other words"])
def test_an_index_of_other_pages_is_reported(
    site: Path, tmp_path: Path, fault: str
) -> None:
    copy = tmp_path / "site"
    shutil.copytree(site / "models", copy / "models")
    search_index.write(copy)
    assert search_index.problems(copy) == []
    heads = copy / "models" / "heads.html"
    if fault == "page without index":
        shutil.copy(heads, copy / "models" / "another.html")
    elif fault == "lost part":
        next((copy / search_index.FOLDER).rglob("words-1.js")).unlink()
    else:
        heads.write_text(
            heads.read_text("utf-8").replace("Model heads", "Model tails"), "utf-8"
        )
    assert search_index.problems(copy)


def test_a_question_that_no_page_answers(open_site) -> None:
    page = opened(open_site())
    assert ask(page, "xqzzj wvvkq") == []
    expect(page.get_by_text("Nothing found")).to_be_visible()
    expect(box(page)).to_have_attribute("aria-expanded", "false")


def test_the_search_knows_a_notebook_by_its_headings(
    indexed: list[search_index.Page], built_pages: list[str]
) -> None:
    notebooks = [name for name in built_pages if name.startswith("notebooks/")]
    found = [page for page in indexed if page.kind == "notebook"]
    assert [page.url for page in found] == notebooks
    headings = [section.heading for page in found for section in page.sections]
    assert len(headings) > len(found)
    assert [heading for heading in headings if "¶" in heading or not heading] == []


def test_typed_words_are_cut_like_those_of_the_pages(
    indexed: list[search_index.Page],
) -> None:
    """The index and the search split all texts of the site into the same words."""
    texts = [
        " ".join("".join(section.text).split())
        for page in indexed
        for section in page.sections
    ]
    script = """
      import { readFileSync } from "node:fs";
      import { cut } from "./src/search/engine.js";
      const texts = JSON.parse(readFileSync(0, "utf8"));
      const wanted = (text) => cut(text).flatMap(({ word, parts }) => [word, ...parts]);
      console.log(JSON.stringify(texts.map((text) => [...new Set(wanted(text))])));
    """
    done = bundle.node("--input-type=module", "-e", script, input=json.dumps(texts))
    assert done.returncode == 0, done.stdout
    for text, wanted in zip(texts, json.loads(done.stdout), strict=True):
        assert set(wanted) - set(search_index.words(text)) == set(), text


# How it is used


@pytest.mark.parametrize("key", ["/", "Control+k", "Meta+k"])
def test_a_key_opens_it_and_escape_closes_it(open_site, key: str) -> None:
    page = open_site("models/heads.html")
    page.get_by_role("link", name="Skip to content").focus()
    opened(page, key)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()


def test_a_slash_is_a_letter_where_a_reader_writes(open_site) -> None:
    page = open_site("toolbox/tools.html")
    page.get_by_role("searchbox", name="Filter the table").press("/")
    expect(page.get_by_role("searchbox", name="Filter the table")).to_have_value("/")
    opened(page, "Control+k").keyboard.type("a/b")
    expect(box(page)).to_have_value("a/b")


def test_the_arrows_move_and_enter_goes_to_the_section(open_site) -> None:
    page = opened(open_site())
    ask(page, "which rank should lora have")
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    hrefs = options(page).evaluate_all("all => all.map((a) => a.getAttribute('href'))")
    assert active(page) == hrefs[0]
    page.keyboard.press("ArrowDown")
    assert active(page) == hrefs[1]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert active(page) == hrefs[-1]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/chat/lora.html#rank")
    assert (
        page.evaluate("document.querySelector('#rank').getBoundingClientRect().top")
        < 200
    )


def test_it_opens_again_with_the_last_question(open_site) -> None:
    page = opened(open_site())
    ask(page, "chat template")
    page.keyboard.press("Escape")
    opened(page).keyboard.type("lora")
    expect(box(page)).to_have_value("lora")


def test_a_slash_right_after_escape_opens_it_again(open_site) -> None:
    """Before the next frame the focus is still in the box of the closed dialog."""
    page = opened(open_site())
    page.evaluate("""() => {
      document.querySelector("dialog.search").close();
      const options = { key: "/", bubbles: true, cancelable: true };
      document.querySelector(".search-input").dispatchEvent(new KeyboardEvent("keydown", options));
    }""")
    expect(box(page)).to_be_focused()


def test_by_mouse(open_site) -> None:
    page = open_site()
    page.get_by_role("button", name="Search").click()
    ask(page, "shuffle buffer")
    page.mouse.click(5, 500)  # next to the dialog
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("button", name="Search").click()
    options(page).first.click()
    page.wait_for_url("**/data/streaming.html*")


def test_a_result_of_the_same_page_is_gone_to(open_site) -> None:
    page = opened(open_site("chat/lora.html"))
    ask(page, "which rank should lora have")
    page.keyboard.press("Enter")
    page.wait_for_url("**/chat/lora.html#rank")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_on_a_phone(open_site) -> None:
    phone = {"width": 360, "height": 640}
    page = open_site(viewport=phone, has_touch=True, is_mobile=True)
    page.get_by_role("button", name="Search").tap()
    ask(page, "AutoModelForSequenceClassification and other very long names")
    dialog = page.get_by_role("dialog").bounding_box()
    assert (dialog["width"], dialog["height"]) == (360, 640)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.locator(".search-results").evaluate(
        "l => l.scrollWidth <= l.clientWidth"
    )
    options(page).first.tap()
    page.wait_for_url("**/models/heads.html*")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_site, scheme: str) -> None:
    page = opened(open_site(color_scheme=scheme))
    ask(page, "my model never stops generating")
    inject_axe(page)
    found = page.evaluate(
        "axe.run('.search, .search-open').then((run) => run.violations)"
    )
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


# Marks


def marks(page: Page) -> set[str]:
    """The words that are marked on the page, in lower case."""
    page.wait_for_function("CSS.highlights.has('search')")
    return set(
        page.evaluate(
            "[...CSS.highlights.get('search')].map((range) => `${range}`.toLowerCase())"
        )
    )


def test_the_words_are_marked_on_the_page_until_escape(open_site) -> None:
    page = opened(open_site())
    ask(page, "generating never stops")
    page.keyboard.press("Enter")
    page.wait_for_url(
        re.compile(r"/chat/eos-and-pad\.html(#.*)?$")
    )  # carries no mark any more
    assert {"stops", "never", "generate"} <= marks(page)
    page.keyboard.press("Escape")
    assert not page.evaluate("CSS.highlights.has('search')")


def test_a_page_reached_otherwise_has_no_marks(open_site) -> None:
    page = open_site("chat/eos-and-pad.html")
    assert not page.evaluate("CSS.highlights.has('search')")
    assert page.locator("script[src$='marks.js']").count() == 0


# What is typed


@pytest.mark.parametrize(
    "typed",
    [
        "<img src=x onerror=alert(1)> map",
        '"><script>document.title = 1</script> map',
        "${alert(1)} map",
    ],
)
def test_what_is_typed_stays_text(open_site, typed: str) -> None:
    page = opened(open_site())
    assert ask(page, typed)
    assert page.locator(".search").locator("img, script").count() == 0
    address = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != address)
    assert page.locator("img[src=x]").count() == 0


def test_a_mark_in_the_address_stays_text(open_site) -> None:
    page = open_site("data/map.html?mark=%3Cimg+src%3Dx%3E&mark=rows&mark=(")
    assert page.locator("img[src=x]").count() == 0
    assert page.url.endswith("data/map.html")


# What it fetches


def test_nothing_of_it_is_fetched_before_it_opens(open_site) -> None:
    page = open_site(None)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.goto("models/heads.html")
    assert asked
    assert [path for path in asked if "search" in path or "marks" in path] == []
    opened(page)
    assert sum("/web/search" in path for path in asked) == 2
    assert [path for path in asked if "/assets/search/" in path] == []
    ask(page, "generate")
    assert any("/assets/search/" in path for path in asked)


def test_a_question_fetches_few_parts(site: Path, open_site) -> None:
    """Parts with words and pages that the question does not need are not fetched."""
    page = opened(open_site())
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    ask(page, "my model never stops generating")
    assert 0 < len(asked) < 20 < len(list((site / search_index.FOLDER).rglob("*.js")))


def test_offline_it_says_so_and_recovers(open_site, problems) -> None:
    page = open_site(alone=True)
    page.context.set_offline(True)
    page.keyboard.press("/")
    expect(page.get_by_role("alert")).to_contain_text("Are you offline?")
    page.context.set_offline(False)
    opened(page)
    page.context.set_offline(True)
    box(page).fill("lora")
    expect(page.get_by_text("The search cannot read its index")).to_be_visible()
    page.context.set_offline(False)
    assert "chat/lora.html" in ask(page, "lora rank")
    assert [line for line in problems if "ERR_INTERNET_DISCONNECTED" not in line] == []
    problems.clear()


# From a folder, and at a missing address


def test_from_a_folder(open_folder) -> None:
    page = opened(open_folder("models/heads.html"))
    ask(page, "which rank should lora have")
    page.keyboard.press("Enter")
    page.wait_for_url("file://**/chat/lora.html#rank")
    assert "rank" in marks(page)


class MissingPage(BelowBase):
    """Answers missing addresses with the site's own page, below its base and elsewhere."""

    def send_error(self, code, *_):
        body = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@pytest.mark.parametrize(
    "address",
    ["traner.html", "models/attention-masks.html", "old/docs/v2/en/chat_template/"],
)
def test_a_missing_address_is_searched_for(
    browser: Browser, site: Path, address: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    handler = partial(MissingPage, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page.goto(f"http://127.0.0.1:{server.server_port}{BASE}{address}")
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "There is no such page"
        )
        options(page).first.wait_for()
        expected = {
            "traner.html": "training/trainer.html",
            "models/attention-masks.html": "models/attention-mask.html",
            "old/docs/v2/en/chat_template/": "chat/templates.html",
        }[address]
        links = options(page).evaluate_all("all => all.map((a) => a.pathname)")
        assert f"{BASE}{expected}" in links[:3]
        page.keyboard.press("/")
        expect(box(page)).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{links[0]}*")
        server.shutdown()
    context.close()
