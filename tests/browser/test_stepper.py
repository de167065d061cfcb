"""The stepper shows what was recorded: every line, every variable and the output so far."""

import json
import re

import pytest
from playwright.sync_api import Page, expect
from support import BLOCK, PHONE, PRINTED, PROGRAM, ROOT, WIDE, snippet_of
from test_every_page import all_violations, press_dark

BPE = "tokenizers/bpe.html"
MERGES = "tokenizers/bpe/merges_in_order.py"
TRACES = "**/*.trace.js"

# Go to every step of the open panel and say what a reader sees there. The line is the one
# whose text lies where the mark is drawn.
SEEN = """
(block) => {
  const code = block.querySelector(".highlight:not(.language-text) code");
  const text = code.textContent;
  const starts = [0];
  for (let at = 0; (at = text.indexOf("\\n", at) + 1);) starts.push(at);
  const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
  const middles = [];
  let before = 0;
  for (let node; (node = walker.nextNode()); before += node.length) {
    const range = new Range();
    const first = starts.length > middles.length && starts[middles.length] - before;
    for (let at = first; at !== false && at < node.length; at = starts[middles.length] - before) {
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const box = range.getClientRects()[0];
      middles.push(box.top + box.height / 2 - code.getBoundingClientRect().top + code.scrollTop);
    }
  }
  const marked = () => {
    const style = getComputedStyle(code);
    const top = parseFloat(style.backgroundPositionY);
    const height = parseFloat(style.backgroundSize.split(" ")[1]);
    const line = middles.findIndex((middle) => top < middle && middle < top + height) + 1;
    const shown = top >= code.scrollTop && top + height <= code.scrollTop + code.clientHeight;
    return shown ? line : `line ${line}, out of sight`;
  };
  const words = (node) => node.textContent;
  const next = block.querySelector(".step-next");
  const seen = [];
  block.querySelector(".step-first").click();
  for (;;) {
    const functions = [...block.querySelectorAll(".step-variables > div")].reverse();
    const variables = functions.map((one) => [
      words(one.querySelector(".step-function")).replace(/^Variables( of )?/, "") || "__main__",
      Object.fromEntries(
        [...one.querySelectorAll("dl > div")].map((row) => [...row.children].map(words))
      ),
    ]);
    const changed = [...block.querySelectorAll(".step-changed dt")].map(words);
    const output = words(block.querySelector(".step-panel .language-text code"));
    seen.push([marked(), variables, changed, output]);
    const count = words(block.querySelector(".step-count"));
    next.click();
    if (words(block.querySelector(".step-count")) === count) return [count, seen];
  }
}
"""


def recorded(snippet: str) -> list:
    """What a reader must see at each step according to the files, in the form of SEEN."""
    file = ROOT / "snippets" / snippet
    text = file.with_suffix(".trace.js").read_text("utf-8")
    call = re.fullmatch(r"nlpjourney\.trace\((.*)\)\n", text, re.DOTALL)
    steps = json.loads(f"[{call[1]}]")[1]["steps"]
    output = file.with_suffix(".out").read_bytes().partition(b"\n")[2]
    stack, told = [], []
    for line, name, depth, printed, changes in steps:
        ended = [d for d, (_, variables) in enumerate(stack) if "returns" in variables]
        del stack[min([depth + 1, *ended]) :]
        if len(stack) == depth:
            stack.append([name, {}])
        for variable, value in changes.items():
            shown = "returns" if variable == "return" else variable
            if value is None:
                del stack[-1][1][shown]
            else:
                stack[-1][1][shown] = value
        changed = [
            v for v in stack[-1][1] if changes.get(v.replace("returns", "return"))
        ]
        told.append(
            [
                line,
                [[name, dict(variables)] for name, variables in stack],
                changed,
                output[:printed].decode(),
            ]
        )
    return told


def steppers(page: Page):
    return page.locator(f"{BLOCK}:has(.block-steps)")


def printed(block):
    """The whole output of the program, which the panel replaces."""
    return block.locator(f":scope > {PRINTED}")


def opened(page: Page, index: int = 0):
    """A block whose steps are open."""
    block = steppers(page).nth(index)
    block.locator(".block-step").click()
    expect(block.locator(".step-panel")).to_be_visible()
    return block


def differing(block) -> list[str]:
    """The steps at which the page differs from the files."""
    snippet = snippet_of(block)
    count, seen = block.evaluate(SEEN)
    told = recorded(snippet)
    assert count == f"Step {len(told)} of {len(told)}"
    return [
        f"{snippet}: step {number}: {shown} != {true}"
        for number, (shown, true) in enumerate(zip(seen, told, strict=True), 1)
        if shown != true
    ]


def test_every_step_of_every_trace(open_site, site, built_pages) -> None:
    page = open_site()
    seen = []
    for name in built_pages:
        if ".trace.js" in (site / name).read_text("utf-8"):
            page.goto(name)
            for index in range(steppers(page).count()):
                block = opened(page, index)
                seen.append(snippet_of(block))
                assert differing(block) == []
    files = (ROOT / "snippets").rglob("*.trace.js")
    shown = [f.relative_to(ROOT / "snippets").as_posix() for f in files]
    assert sorted(seen) == sorted(f.replace(".trace.js", ".py") for f in shown)
    assert len(seen) > 4


def test_another_trace_is_seen(open_site) -> None:
    """Injected fault: a line, a value and an amount of output that were not recorded."""
    page = open_site(None)
    altered = trace_of(MERGES)
    for old, new in {
        '[33, "__main__", 0, 0, {"left": "\'s\'", ': '[32, "__main__", 0, 0, {"left": "\'s\'", ',
        '[36, "__main__", 0, 0, ': '[36, "__main__", 0, 9, ',
        '{"step": "2"}': '{"step": "3"}',
    }.items():
        assert altered.count(old) == 1
        altered = altered.replace(old, new)
    answer_with(page, altered)
    page.goto(BPE)
    block = opened(page)
    assert differing(block)
    _, seen = block.evaluate(SEEN)
    steps = zip(seen, recorded(MERGES), strict=True)
    pairs = [
        pair
        for shown, true in steps
        for pair in enumerate(zip(shown, true, strict=True))
    ]
    line, value, output = (0, 1, 3)
    assert {part for part, (a, b) in pairs if a != b} >= {line, value, output}


def answer_with(page: Page, trace: str) -> None:
    page.route(TRACES, lambda route: route.fulfill(body=trace))


def trace_of(snippet: str) -> str:
    return (ROOT / "snippets" / snippet).with_suffix(".trace.js").read_text("utf-8")


def test_nothing_is_loaded_before_the_press(open_site) -> None:
    page = open_site(None)
    asked = []

    def note(request) -> None:
        name = request.url.rpartition("/")[2]
        asked.extend([name] if re.search("stepper|trace", name) else [])

    page.on("request", note)
    page.goto(BPE)
    assert asked == []
    block = opened(page)
    parts = ["merges_in_order.trace.js", "stepper.css", "stepper.js"]
    assert sorted(asked) == parts
    block.locator(".block-step").click()
    block.locator(".block-step").click()
    opened(page, 1)
    assert asked[3:] == ["from_scratch.trace.js"]


def test_the_keyboard_alone(open_site) -> None:
    page = open_site(BPE)
    block = steppers(page).first
    button = block.locator(".block-step")
    count = block.locator(".step-count")
    last = len(recorded(MERGES))
    button.focus()
    page.keyboard.press("Enter")
    expect(block.locator(".step-slider")).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(printed(block)).to_be_hidden()
    for focus in (".step-slider", ".step-back"):
        block.locator(focus).focus()
        for key, step in {
            "Home": 1,
            "ArrowLeft": 1,
            "ArrowRight": 2,
            "End": last,
            "ArrowLeft ": last - 1,
        }.items():
            page.keyboard.press(key.strip())
            expect(count).to_have_text(f"Step {step} of {last}")
    page.keyboard.press("Escape")
    expect(block.locator(".step-panel")).to_be_hidden()
    expect(printed(block)).to_be_visible()
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")


def test_a_step_is_announced_with_its_line_and_what_changed(open_site) -> None:
    page = open_site(BPE)
    block = opened(page)
    slider = block.get_by_role("slider", name="Step")
    status = block.get_by_role("status")
    slider.fill("12")
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"^Step 13 of \d+$"))
    expect(status).to_have_text(
        "Next: line 33: vocab.append(left + right) left is 's'. right is 't'."
    )
    slider.fill("21")
    expect(status).to_have_text(re.compile(r" splits changed\.$"))
    block.get_by_role("button", name="Last step").click()
    expect(status).to_contain_text("The end")
    block = opened(page, 1)
    block.get_by_role("slider", name="Step").fill("1")
    expect(block.get_by_role("status")).to_contain_text("in encode: ")


def test_it_plays_to_the_end_and_pauses(open_site) -> None:
    page = open_site(None, alone=True)
    page.clock.install()
    page.goto(BPE)
    block = opened(page)
    count = block.locator(".step-count")
    play = block.get_by_role("button", name="Play")
    block.get_by_role("button", name="First step").click()
    play.click()
    page.clock.run_for(3_100)
    expect(count).to_have_text(re.compile("^Step 4 of"))
    block.get_by_role("button", name="Pause").click()
    page.clock.run_for(3_000)
    expect(count).to_have_text(re.compile("^Step 4 of"))
    play.click()
    block.get_by_role("button", name="Next step").click()
    page.clock.run_for(3_000)
    expect(count).to_have_text(re.compile("^Step 5 of"))
    play.click()
    page.clock.run_for(100_000)
    last = len(recorded(MERGES))
    expect(count).to_have_text(f"Step {last} of {last}")
    play.click()
    expect(count).to_have_text(re.compile("^Step 1 of"))


def test_nothing_plays_where_motion_is_unwanted(open_site) -> None:
    block = opened(open_site(BPE, reduced_motion="reduce"))
    expect(block.locator(".step-next")).to_be_visible()
    expect(block.locator(".step-play")).to_have_count(0)


def test_what_changed_in_a_value_is_marked(open_site) -> None:
    block = opened(open_site(BPE))
    wanted = {11: [], 13: ["'st'"], 20: ["'ap'"], 21: ["'ap'"] * 4, 22: ["ap"]}
    marked = {}
    for step in wanted:
        block.get_by_role("slider").fill(str(step))
        marked[step] = block.locator(".step-changed mark").all_text_contents()
    assert marked == wanted


def test_recorded_text_stays_text(open_site) -> None:
    page = open_site(None)
    evil = "<img src=x onerror=alert(1)></code><script>alert(2)</script>"
    altered = trace_of(MERGES).replace("'happy happier", f"'{evil} happier")
    answer_with(page, altered)
    page.goto(BPE)
    block = opened(page)
    block.get_by_role("slider").fill("3")
    expect(block.locator(".step-changed dd")).to_contain_text(evil)
    expect(block.locator(".step-panel :is(img, script)")).to_have_count(0)


def test_stepping_leaves_the_program_as_it_is_copied(open_site) -> None:
    page = open_site(BPE)
    block = opened(page)
    code = block.locator(PROGRAM)
    before = code.inner_html()
    for step in ("5", "30"):
        block.get_by_role("slider").fill(step)
        block.locator(".block-copy").click()
        expect(block.locator(".block-copied")).to_have_text("Copied")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.encode() == (ROOT / "snippets" / MERGES).read_bytes()
    assert code.inner_html() == before


def test_it_opens_from_a_folder(open_folder) -> None:
    assert differing(opened(open_folder(BPE))) == []


def test_a_trace_that_cannot_be_loaded_is_told(open_site, problems) -> None:
    page = open_site(None)
    page.route(TRACES, lambda route: route.fulfill(status=404))
    page.goto(BPE)
    block = steppers(page).first
    block.locator(".block-step").click()
    expect(block.get_by_role("alert")).to_contain_text("cannot be loaded")
    assert problems
    problems.clear()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_panel_is_accessible_and_fits(open_site, size: dict[str, int]) -> None:
    page = open_site(BPE, viewport=size)
    block = opened(page)
    block.get_by_role("slider").fill("22")
    part = ".block:has(.step-panel)"
    assert all_violations(page, within=part) == []
    press_dark(page)
    assert all_violations(page, within=part) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    panel = block.locator(".step-panel")
    assert panel.evaluate("p => p.scrollWidth <= p.clientWidth")
    for control in block.locator(".step-controls > :is(button, input)").all():
        box = control.bounding_box()
        assert min(box["width"], box["height"]) >= 24
    mark = "code => getComputedStyle(code).backgroundImage"
    assert "linear-gradient" in block.locator(PROGRAM).evaluate(mark)
