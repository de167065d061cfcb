"""The chat template playground in the browser, as a reader uses it."""

import base64
import json
import re
import zlib
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect
from support import PHONE
from test_every_page import CONTRAST, all_violations, press_dark
from tokenizers import Tokenizer

from scripts.playgrounds import tokenizer_file

NAME = "playground/chat-templates.html"
NASTY = "<img src=x onerror=window.broken=1>"
TURN = "<|im_start|>{}\n{}<|im_end|>\n"
STARTING_TEXT = (
    TURN.format("system", "Answer in one sentence.")
    + TURN.format("user", "What is the capital of France?")
    + TURN.format("assistant", "The capital of France is Paris.")
)
ENDLESS = (
    "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
)


@pytest.fixture
def playground(open_site) -> Page:
    return opened(open_site(NAME))


def opened(page: Page) -> Page:
    expect(text(page)).not_to_be_empty()
    return page


def text(page: Page):
    return page.get_by_role("group", name="Rendered text")


def form(page: Page):
    return page.locator(".chat-form")


def choose(page: Page, template: str) -> None:
    page.get_by_label("Template", exact=True).select_option(template)


def write_json(page: Page, messages: str) -> None:
    page.get_by_role("button", name="JSON", exact=True).click()
    page.get_by_label("Messages, as JSON").fill(messages)


def write_template(page: Page, source: str) -> None:
    open_part(page, "Template")
    page.get_by_label("Jinja; a change makes it your own").fill(source)


def write_tools(page: Page, tools: str) -> None:
    open_part(page, "Tools")
    page.get_by_label("A list of JSON schemas").fill(tools)


def open_part(page: Page, name: str) -> None:
    part = page.locator("details", has=page.locator("summary", has_text=name))
    if part.get_attribute("open") is None:
        part.locator("summary").click()


def conversation(*roles_and_texts: str) -> str:
    pairs = zip(roles_and_texts[::2], roles_and_texts[1::2], strict=True)
    return json.dumps([{"role": role, "content": said} for role, said in pairs])


def problem(page: Page):
    return page.locator(".playground-problem:visible")


def state_of(page: Page) -> dict:
    """The state in the address."""
    found = {k: v[0] for k, v in parse_qs(urlsplit(page.url).fragment).items()}
    if packed := found.pop("packed", ""):
        padded = packed + "=" * (-len(packed) % 4)
        found |= json.loads(zlib.decompress(base64.urlsafe_b64decode(padded), -15))
    return found


def address_of(**state: str) -> str:
    packed = zlib.compressobj(wbits=-15)
    data = packed.compress(json.dumps(state).encode()) + packed.flush()
    return f"{NAME}#packed={base64.urlsafe_b64encode(data).decode().rstrip('=')}"


# What it does


def test_it_is_loaded_where_it_is_opened_only(open_site) -> None:
    asked = []
    page = open_site(None)
    page.on("request", lambda request: asked.append(request.url))
    page.goto("chat/templates.html")
    assert not [url for url in asked if "/assets/web/" in url and "templates" in url]
    page.goto(NAME)
    opened(page)
    assert [url for url in asked if url.endswith("/assets/web/chat-templates.js")]


def test_messages_become_the_text(playground) -> None:
    expect(text(playground)).to_have_text(STARTING_TEXT, use_inner_text=False)
    expect(text(playground).locator(".chat-special")).to_have_count(6)
    playground.get_by_label("add_generation_prompt").check()
    ends = re.compile(r"<\|im_start\|>assistant\n$")
    expect(text(playground)).to_have_text(ends)
    choose(playground, "gemma")
    expect(text(playground)).to_have_text(re.compile("^<bos><start_of_turn>user"))


def test_the_form_and_the_json_are_one(playground) -> None:
    playground.get_by_label("Text of message 2").fill('Who is "Zoë"?')
    playground.get_by_label("Role of message 1").select_option("tool")
    expect(text(playground)).to_have_text(re.compile('tool.*Who is "Zoë"', re.DOTALL))
    playground.get_by_role("button", name="JSON", exact=True).click()
    shown = json.loads(playground.get_by_label("Messages, as JSON").input_value())
    assert [m["role"] for m in shown] == ["tool", "user", "assistant"]
    assert shown[1]["content"] == 'Who is "Zoë"?'
    calls = [{"function": {"name": "f", "arguments": {}}}]
    other = [{"role": "critic", "content": [1]}, {"role": "user", "tool_calls": calls}]
    write_json(playground, json.dumps(other))
    playground.get_by_role("button", name="Form", exact=True).click()
    expect(playground.get_by_label("Role of message 1")).to_have_value("critic")
    expect(playground.get_by_label("Text of message 1")).to_be_disabled()
    expect(form(playground)).to_contain_text("also has tool_calls")


def test_the_form_by_keyboard(playground) -> None:
    page = playground
    page.get_by_role("button", name="Move message 3 up").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Text of message 2")).to_have_value(re.compile("Paris"))
    expect(page.get_by_role("button", name="Move message 2 up")).to_be_focused()
    page.get_by_role("button", name="Remove message 1").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Remove message 1")).to_be_focused()
    expect(page.locator(".chat-message")).to_have_count(2)
    page.get_by_role("button", name="Add a message").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Text of message 3")).to_be_focused()
    page.keyboard.type("Next")
    expect(text(page)).to_have_text(re.compile("Next"))
    for _ in range(3):
        page.get_by_role("button", name="Remove message 1").click()
    expect(page.get_by_role("button", name="Add a message")).to_be_focused()
    expect(problem(page)).to_contain_text("Provide at least one message")


@pytest.mark.parametrize(
    ("loss", "parts"),
    [
        ("all", ["<|im_start|>user↵Hi<|im_end|>↵<|im_start|>assistant↵A<|im_end|>↵"]),
        ("assistant", ["A<|im_end|>"]),
        ("completion", ["A<|im_end|>↵"]),
    ],
)
def test_what_carries_loss_is_marked_and_told(playground, loss, parts) -> None:
    choose(playground, "chatml")
    write_json(playground, conversation("user", "Hi", "assistant", "A"))
    playground.get_by_label("Loss, with").select_option(loss)
    told = playground.locator(".chat-parts li")
    expect(told).to_have_text(parts)
    marked = text(playground).locator(".chat-learnt").all_text_contents()
    assert "".join(marked).replace("\n", "↵") == "".join(parts)
    playground.get_by_label("add_generation_prompt").check()
    expect(text(playground).locator(".chat-learnt")).to_have_count(0)
    expect(playground.get_by_text("This is a prompt for inference")).to_be_visible()


def test_thoughts_are_in_the_last_turn_only(playground) -> None:
    """Qwen3's template: enable_thinking, and a history without thoughts."""
    expect(playground.get_by_label("Thoughts of message 3")).to_have_count(0)
    choose(playground, "qwen3")
    expect(text(playground)).to_contain_text("<think>\n\n</think>\n\nThe capital")
    thoughts = playground.get_by_label("Thoughts of message 3")
    thoughts.fill("France: Paris.")
    expect(text(playground)).to_contain_text("<think>\nFrance: Paris.\n</think>\n\nThe")
    told = playground.locator(".chat-parts li")
    expect(told).to_contain_text("<think>↵France: Paris.↵</think>↵↵The capital of")
    playground.get_by_role("button", name="Add a message").click()
    playground.keyboard.type("And of Italy?")
    expect(text(playground)).to_contain_text("And of Italy?")
    expect(text(playground)).not_to_contain_text("think")
    thinking = playground.get_by_label("enable_thinking", exact=True)
    thinking.select_option("False")
    same = playground.get_by_text("Without enable_thinking the text is the same")
    expect(same).to_be_visible()
    playground.get_by_label("add_generation_prompt").check()
    ends = re.compile(r"assistant\n<think>\n\n</think>\n\n$")
    expect(text(playground)).to_have_text(ends)
    expect(same).to_have_count(0)
    expect(playground).to_have_url(re.compile("thinking=false"))
    playground.reload()
    expect(text(playground)).to_have_text(ends)
    expect(thoughts).to_have_value("France: Paris.")
    thinking.select_option("True")
    expect(text(playground)).to_have_text(re.compile(r"<\|im_start\|>assistant\n$"))
    choose(playground, "chatml")
    expect(playground.get_by_text("does not read enable_thinking")).to_be_visible()


def test_thoughts_that_are_taken_away_leave_no_key(playground) -> None:
    choose(playground, "qwen3")
    thoughts = playground.get_by_label("Thoughts of message 3")
    thoughts.fill("Easy.")
    expect(text(playground)).to_contain_text("Easy.")
    role = playground.get_by_label("Role of message 3")
    role.select_option("user")
    expect(thoughts).to_have_count(0)
    expect(role).to_be_focused()
    expect(form(playground)).to_contain_text("also has reasoning_content")
    role.select_option("assistant")
    thoughts.fill("")
    expect(text(playground)).to_contain_text("<think>\n\n</think>")
    playground.get_by_role("button", name="JSON", exact=True).click()
    shown = json.loads(playground.get_by_label("Messages, as JSON").input_value())
    assert shown[2] == {"role": "assistant", "content": shown[2]["content"]}


def test_a_template_without_marks_says_what_trl_does(playground) -> None:
    expect(playground.get_by_label("Loss, with")).to_have_value("completion")
    playground.get_by_label("Loss, with").select_option("assistant")
    expect(playground.get_by_text("TRL raises a ValueError")).to_be_visible()


def test_a_forged_special_token_is_marked(playground) -> None:
    expect(text(playground).locator(".chat-forged")).to_have_count(0)
    playground.get_by_label("Text of message 2").fill("Hi<|im_end|>")
    forged = text(playground).locator(".chat-forged")
    expect(forged).to_have_text(["<|im_end|>"])
    expect(text(playground).locator(".chat-special")).to_have_count(7)
    expect(playground.get_by_text("A message spells a special token:")).to_be_visible()


def test_tools_are_used_or_said_to_be_ignored(playground) -> None:
    write_tools(playground, '[{"type": "function", "function": {"name": "lookup"}}]')
    ignored = playground.get_by_text("The template does not use the tools")
    expect(ignored).to_be_visible()
    choose(playground, "chatml")
    expect(ignored).to_have_count(0)
    expect(text(playground)).to_contain_text('{"name": "lookup"}')


def test_the_text_is_copied_whole(open_site) -> None:
    page = opened(open_site(NAME))
    page.get_by_role("button", name="Copy the text").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == STARTING_TEXT


@pytest.mark.parametrize("loss", ["all", "assistant", "completion"])
def test_tokens_are_counted_when_asked_for(open_site, loss) -> None:
    """The count is that of Python's tokenizers; the tokenizer is loaded only then."""
    page = open_site(None)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{NAME}#template=chatml&loss={loss}")
    opened(page)
    write_json(page, conversation("user", "Zoë 🦊?", "assistant", "Größe: 1.0"))
    assert not [url for url in asked if "tokenizers/" in url]
    page.get_by_role("button", name="Count the tokens").click()
    whole = TURN.format("user", "Zoë 🦊?") + TURN.format("assistant", "Größe: 1.0")
    answer = "Größe: 1.0<|im_end|>"
    learnt = {"all": whole, "assistant": answer, "completion": answer + "\n"}[loss]
    counted = page.get_by_text(
        f"{tokens_of(whole)} tokens of SmolLM2's tokenizer, {tokens_of(learnt)} with loss"
    )
    expect(counted).to_be_visible(timeout=30_000)
    write_json(page, conversation("user", "Zoë"))
    text_now = TURN.format("user", "Zoë")
    expect(page.get_by_text(f"{tokens_of(text_now)} tokens of")).to_be_visible()


def tokens_of(words: str) -> int:
    file = tokenizer_file("HuggingFaceTB/SmolLM2-135M-Instruct")
    return len(Tokenizer.from_file(str(file)).encode(words).ids)


# Problems are shown where they are


def test_broken_json_is_told_at_its_place(playground) -> None:
    write_json(playground, '[\n  {"role": "user",\n   "content": "ü" "x"}\n]')
    expect(problem(playground)).to_contain_text(
        "Line 3, column 19: Expecting ',' delimiter"
    )
    field = playground.get_by_label("Messages, as JSON")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert problem(playground).get_attribute("id") == field.get_attribute(
        "aria-describedby"
    )
    expect(text(playground)).to_have_text(STARTING_TEXT)
    expect(playground.locator(".chat-summary").first).to_have_text(
        "from before the problem"
    )
    expect(playground.get_by_role("button", name="Form", exact=True)).to_be_disabled()
    playground.get_by_role("button", name="Show").click()
    expect(field).to_be_focused()
    assert field.evaluate("f => f.value.slice(f.selectionStart)") == '"x"}\n]'
    write_json(playground, conversation("user", "cured"))
    expect(problem(playground)).to_have_count(0)
    expect(text(playground)).to_have_text(re.compile("cured"))


@pytest.mark.parametrize("field", [write_json, write_tools])
def test_json_of_another_shape_is_told(playground, field) -> None:
    field(playground, '{"role": "user"}')
    expect(problem(playground)).to_contain_text("must be a list")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("a\n {% if x %}", "Line 2, column 2: {% if %} is not closed"),
        ("\n\n{{ raise_exception('so' ~ 1) }}", "Line 3, column 1: so1"),
        (ENDLESS, "Stopped: the template takes more than"),
    ],
)
def test_a_broken_template_is_told_at_its_place(playground, source, words) -> None:
    write_template(playground, source)
    expect(playground.get_by_label("Template", exact=True)).to_have_value("own")
    expect(problem(playground)).to_contain_text(words)
    expect(text(playground)).to_have_text(STARTING_TEXT)
    write_template(playground, "{{ messages[0].content }}")
    expect(problem(playground)).to_have_count(0)
    expect(text(playground)).to_have_text("Answer in one sentence.")


# The address


def test_the_address_brings_everything_back(playground) -> None:
    page = playground
    write_json(page, conversation("user", "Zoë & <b>"))
    write_tools(page, "[]")
    write_template(page, "{{ bos_token }}{{ messages[0].content }}")
    page.get_by_label("bos_token").fill("<s>")
    page.get_by_label("add_generation_prompt").check()
    expect(text(page)).to_have_text("<s>Zoë & <b>")
    expect(page).to_have_url(re.compile("[#&]prompt="))  # the last change
    assert state_of(page)["bos"] == "<s>"
    page.reload()
    expect(text(page)).to_have_text("<s>Zoë & <b>")
    expect(page.get_by_label("add_generation_prompt")).to_be_checked()
    expect(page.get_by_label("Messages, as JSON")).to_be_visible()
    choose(page, "llama3")
    expect(page).to_have_url(re.compile("template=llama3"))
    page.goto(f"{NAME}#template=mistral")
    expect(text(page)).to_have_text(re.compile(r"^<s>\[INST\]"))


@pytest.mark.parametrize(
    "broken", ["packed=%%%", "packed=AAAA", "template=__proto__&view=x"]
)
def test_a_broken_address_is_harmless(open_site, broken) -> None:
    page = opened(open_site(f"{NAME}#{broken}"))
    expect(text(page)).to_have_text(STARTING_TEXT)


def test_a_link_within_the_page_is_no_state(playground) -> None:
    playground.get_by_label("Text of message 2").fill("kept")
    expect(text(playground)).to_have_text(re.compile("kept"))
    playground.locator("article a[href='#templates']").first.dispatch_event("click")
    expect(playground.get_by_label("Text of message 2")).to_have_value("kept")


# What is typed is text


def test_what_is_typed_is_never_html(open_site) -> None:
    page = opened(open_site(NAME))
    page.get_by_label("Text of message 1").fill(NASTY)
    expect(text(page)).to_contain_text(NASTY)
    roles = conversation(NASTY, NASTY, "assistant", NASTY)
    call = [*json.loads(roles), {"role": "tool", NASTY: NASTY, "content": [NASTY]}]
    write_json(page, json.dumps(call))
    page.get_by_role("button", name="Form", exact=True).click()
    write_tools(page, json.dumps([{"name": NASTY}]))
    write_template(page, f"{NASTY}{{{{ messages }}}}{{{{ tools }}}}{{{{ bos_token }}}}")
    for name in ("bos_token", "eos_token", "Special tokens, a space between them"):
        page.get_by_label(name).fill(NASTY)
    expect(text(page)).to_contain_text(NASTY)
    page.get_by_label("Loss, with").select_option("all")
    expect(page.locator(".chat-parts")).to_contain_text(NASTY)
    write_template(page, f"{{{{ raise_exception('{NASTY}') }}}}")
    expect(problem(page)).to_contain_text(NASTY)
    write_template(page, f"{{% {NASTY} %}}")
    expect(problem(page)).to_be_visible()
    write_json(page, f'["{NASTY}", {NASTY}]')
    expect(problem(page).first).to_be_visible()
    assert harmless(page)


def test_the_address_is_never_html(open_site) -> None:
    nasty = dict.fromkeys(
        ["messages", "tools", "source", "bos", "eos", "special"], NASTY
    )
    page = open_site(
        address_of(**nasty) + f"&template={NASTY}&view={NASTY}&loss={NASTY}"
    )
    expect(page.locator(".playground")).to_be_visible()
    expect(problem(page).first).to_be_visible()
    assert harmless(page)


def harmless(page: Page) -> bool:
    return page.evaluate(
        "!document.querySelector('.playground img') && window.broken === undefined"
    )


# Large and everywhere


def test_a_long_text_stays_bounded(open_site) -> None:
    """100 KB whose every line has a special token, pasted into one message."""
    page = opened(open_site(NAME))
    words = "naïve <|im_end|>\n" * 6000
    assert len(words.encode()) > 100_000
    page.evaluate("words => navigator.clipboard.writeText(words)", words)
    page.get_by_label("Text of message 2").focus()
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+V")
    summary = page.locator(".chat-summary").first
    expect(summary).to_contain_text("6,006 special tokens", timeout=60_000)
    assert text(page).evaluate("t => t.childNodes.length") <= 3000
    assert words in text(page).text_content()
    expect(page.get_by_text("Not everything is shown or marked")).to_be_visible()
    assert len(page.url) < 40_000


def test_what_is_too_long_for_an_address_is_said(playground) -> None:
    noise = "".join(chr(0x4E00 + (i * i * 7919) % 20000) for i in range(40_000))
    playground.get_by_label("Text of message 2").fill(noise)
    expect(playground.get_by_text("too long for an address")).to_be_visible()
    assert "#" not in playground.url


def test_it_works_from_a_folder(open_folder) -> None:
    page = opened(open_folder(NAME))
    expect(text(page)).to_have_text(STARTING_TEXT)
    page.get_by_label("Text of message 2").fill("From a folder")
    expect(text(page)).to_have_text(re.compile("From a folder"))
    expect(page).to_have_url(re.compile("#packed="))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_it_is_accessible_in_every_state(open_site, dark) -> None:
    page = opened(open_site(NAME, viewport=PHONE, reduced_motion="reduce"))
    if dark:
        press_dark(page)
    open_part(page, "Template")
    open_part(page, "Tools")
    choose(page, "qwen3")
    expect(page.get_by_label("Thoughts of message 3")).to_be_visible()
    assert violations(page) == []
    page.get_by_label("Text of message 2").fill("<|im_end|>")
    expect(text(page).locator(".chat-forged")).to_have_count(1)
    assert violations(page) == []
    write_tools(page, "[,]")
    write_json(page, '[{"x": 1,}]')
    expect(problem(page)).to_have_count(2)
    assert violations(page) == []
    assert page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


def violations(page: Page) -> list[str]:
    found = all_violations(page, within=".playground")
    return found + page.evaluate(CONTRAST)["faint"]


def test_an_unlabelled_field_is_noticed(playground) -> None:
    """An injected fault is reported."""
    playground.locator(".chat-message textarea").first.evaluate(
        "t => (t.ariaLabel = '')"
    )
    assert any(line.startswith("label") for line in violations(playground))
