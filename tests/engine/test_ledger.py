"""What is shown, what ran and what the ledger says agree, or an audit names it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from planting import Case, Copy, Ran, fence

from nlpjourney import ledger
from nlpjourney.hub_catalogue import read_catalogue
from nlpjourney.ledger import Entry

# The sources --------------------------------------------------------------------------

SHADOWING = ("json", "datasets", "h2", "torch", "random")


@pytest.fixture(scope="module")
def untidy(fresh_copy: Callable[[], Copy]) -> Ran:
    """One audit of sources in which each thing is wrong once."""
    copy = fresh_copy()
    copy.snippet("topic/page/orphan.py", "print()\n", "\n")
    copy.snippet("topic/page/forgotten.txt", "text\n")
    (copy.root / "snippets/topic/page/gone.out").write_text("$ python x\nx\n")
    copy.blocks("topic/shadows", [Case(name, "print('done')\n") for name in SHADOWING])
    copy.blocks(
        "topic/outputs",
        [Case("unrecorded", "print(1)\n", None), Case("empty", "print(1)\n", "")],
    )
    copy.snippet("topic/outputs/other.py", "print(1)\n", "1\n", command="$ python x.py")
    with (copy.root / "docs/topic/outputs.md").open("a") as page:
        page.write(fence("topic/outputs/other.py"))
    copy.page("topic/twice", fence("topic/page/answer.py"))
    return copy.audit("tree")


@pytest.mark.parametrize(
    "problem",
    [
        "snippets/topic/page/orphan.py: no page shows it; include it or delete it",
        "snippets/topic/page/orphan.out: recorded output of no block; delete it",
        "snippets/topic/page/forgotten.txt: no page shows it; include it or delete it",
        "snippets/topic/page/gone.out: recorded output of no block; delete it",
        "docs/topic/outputs.md:3 → snippets/topic/outputs/unrecorded.py: no recorded "
        "output unrecorded.out; run make update",
        "docs/topic/outputs.md:7 → snippets/topic/outputs/empty.py: prints nothing; "
        "a block shows what it did",
        "docs/topic/outputs.md:11 → snippets/topic/outputs/other.py: other.out begins "
        "with '$ python x.py', not with '$ python snippets/topic/outputs/other.py'; "
        "run make update",
        "docs/topic/twice.md:3 → snippets/topic/page/answer.py: shown 2 times; one "
        "page owns a snippet, others link",
        "docs/topic/page.md:7 → snippets/topic/page/answer.py: shown 2 times; one "
        "page owns a snippet, others link",
        "docs/topic/twice.md:3 → snippets/topic/page/answer.py: its folder is not its "
        "page's; move it to snippets/topic/twice/",
        *(
            f"snippets/topic/shadows/{name}.py: shadows the module {name!r} for every "
            "script beside it; rename it"
            for name in SHADOWING
        ),
    ],
)
def test_the_audit_of_the_sources_names(untidy: Ran, problem: str) -> None:
    assert untidy.code == 1
    assert problem in untidy.said.splitlines()


def test_the_audit_of_the_sources_names_nothing_else(untidy: Ran) -> None:
    assert untidy.said.splitlines()[-1] == f"{10 + len(SHADOWING)} problems"


# The built site against the ledger ----------------------------------------------------

NAME = "topic/NAME/shown.py"
BUILT = "topic/NAME.html: topic/NAME/shown.py"


def in_html(old: str, new: str) -> Callable[[Copy, str], None]:
    def plant(copy: Copy, name: str) -> None:
        file = copy.root / f"site/topic/{name}.html"
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), "utf-8")

    return plant


def in_ledger(**changed: str) -> Callable[[Copy, str], None]:
    def plant(copy: Copy, name: str) -> None:
        known = ledger.load(copy.ledger).entries
        mine = NAME.replace("NAME", name)
        entry = replace(known[mine], **changed)  # type: ignore[arg-type]
        copy.ledger.unlink()
        ledger.merge([*known.values(), entry], None, copy.ledger)

    return plant


def not_in_ledger(copy: Copy, name: str) -> None:
    known = ledger.load(copy.ledger).entries
    del known[NAME.replace("NAME", name)]
    copy.ledger.unlink()
    ledger.merge(list(known.values()), None, copy.ledger)


def without_block(copy: Copy, name: str) -> None:
    file = copy.root / f"site/topic/{name}.html"
    before, _, rest = file.read_text("utf-8").partition("<figure")
    file.write_text(before + rest.partition("</figure>")[2], "utf-8")


def shown_twice(copy: Copy, name: str) -> None:
    file = copy.root / f"site/topic/{name}.html"
    text = file.read_text("utf-8")
    figure = text[text.index("<figure") : text.index("</figure>") + len("</figure>")]
    file.write_text(text.replace(figure, figure * 2), "utf-8")


def other_snippet(copy: Copy, name: str) -> None:
    (copy.root / f"site/snippets/topic/{name}/shown.py").write_text("print('other')\n")


def no_snippet(copy: Copy, name: str) -> None:
    (copy.root / f"site/snippets/topic/{name}/shown.py").unlink()


def no_skip_any_more(copy: Copy, name: str) -> None:
    page = copy.root / f"docs/topic/{name}.md"
    page.write_text(page.read_text().replace(SKIP, ""))


SKIP = ' skip="no GPU" until="2999-01-01"'
STRANGE = "topic/NAME.html: code outside a block, which no test ran: "
UNTRUE = {
    "never_run": (not_in_ledger, f"{BUILT} was never run; run make test"),
    "other_bytes": (
        in_ledger(sha256="0" * 64),
        f"{BUILT} ran with other bytes than it shows; run make test",
    ),
    "failed": (in_ledger(result="failed"), f"{BUILT} failed when it last ran"),
    "skipped": (
        no_skip_any_more,
        f"docs/topic/NAME.md:3 → snippets/{NAME}: was skipped when it last ran; "
        "run make test",
    ),
    "entry_of_none": (
        in_ledger(snippet="topic/gone.py"),
        "ledger.json: topic/gone.py ran but no page shows it",
    ),
    "removed": (
        without_block,
        f"docs/topic/NAME.md:3 → snippets/{NAME}: rendered 0 times on the built page, "
        "not once",
    ),
    "doubled": (
        shown_twice,
        f"docs/topic/NAME.md:3 → snippets/{NAME}: rendered 2 times on the built page, "
        "not once",
    ),
    "letter": (
        in_html("shown text", "shown test"),
        f"{BUILT} would be copied otherwise than its file reads",
    ),
    "no_last_newline": (
        in_html("\n</code></pre></div></div>", "</code></pre></div></div>"),
        f"{BUILT} would be copied otherwise than its file reads",
    ),
    "printed": (
        in_html(">real text", ">real test"),
        f"{BUILT} shows another output than shown.out",
    ),
    "command": (
        in_html("<code>python ", "<code>python3 "),
        f"{BUILT} shows another output than shown.out",
    ),
    "unpublished": (
        no_snippet,
        f"{BUILT} is not published as it is under site/snippets/",
    ),
    "published_other": (
        other_snippet,
        f"{BUILT} is not published as it is under site/snippets/",
    ),
    "no_file": (
        in_html(
            f'data-snippet="{NAME}"'.replace("NAME", "no_file"), 'data-snippet="x.py"'
        ),
        "topic/NAME.html: x.py is no file under snippets/",
    ),
    "added": (in_html("<body>", "<body><pre>1 / 0</pre>"), f"{STRANGE}'1 / 0'"),
    "added_text": (
        in_html("<body>", '<body><div class="language-text"><pre>1 / 0</pre></div>'),
        f"{STRANGE}'1 / 0'",
    ),
    "shown_text": (in_html("only shown", "also run"), f"{STRANGE}'also run'"),
}


@pytest.fixture(scope="module")
def untrue(fresh_copy: Callable[[], Copy]) -> Ran:
    """An audit of a true site, then of one on which each page has its own untruth."""
    copy = fresh_copy()
    for name in (*UNTRUE, "true"):
        options = SKIP.strip() if name == "skipped" else ""
        path = NAME.replace("NAME", name)
        copy.page(f"topic/{name}", fence(path, options), "```text\nonly shown\n```")
        copy.snippet(
            path, "shown = 'real text'  # shown text\nprint(shown)\n", "real text\n"
        )
    ran = copy.test()
    assert ran.code == 0, ran.said
    assert copy.build().code == 0
    audited = copy.audit("site")
    assert audited.code == 0, audited.said
    for name, (plant, _) in UNTRUE.items():
        plant(copy, name)
    return copy.audit("site")


@pytest.mark.parametrize("name", UNTRUE)
def test_the_audit_of_the_site_names(untrue: Ran, name: str) -> None:
    assert untrue.code == 1
    assert UNTRUE[name][1].replace("NAME", name) in untrue.said.splitlines()


def test_the_audit_of_the_site_leaves_true_pages_alone(untrue: Ran) -> None:
    assert "topic/true" not in untrue.said
    assert "topic/page" not in untrue.said


CODE_IN_PROSE = {
    "indented": "Prose.\n\n    import torch\n",
    "raw": "<pre>import torch</pre>",
    "raw_fence": '<div class="language-text"><pre>import torch</pre></div>',
    "in_list": "- Item\n\n        import torch\n",
}


def test_code_that_is_no_fence_is_seen_on_the_built_site(copy: Copy) -> None:
    for name, text in CODE_IN_PROSE.items():
        copy.page(f"prose/{name}", text)
    copy.page(
        "prose/comment",
        "<!--\n" + fence("prose/comment/hidden.py") + "-->",
    )
    copy.snippet("prose/comment/hidden.py", "print('done')\n", "done\n")
    assert copy.test().code == 0
    assert copy.build().code == 0
    audited = copy.audit("site")
    assert audited.code == 1
    for name in CODE_IN_PROSE:
        strange = STRANGE.replace("topic/NAME", f"prose/{name}")
        said = f"{strange}'import torch'"
        assert said in audited.said.splitlines()
    hidden = (
        "docs/prose/comment.md:4 → snippets/prose/comment/hidden.py: rendered 0 times"
    )
    assert hidden in audited.said


def test_an_empty_site_is_no_good_site(copy: Copy) -> None:
    for file in (copy.root / "site").rglob("*.html"):
        file.unlink()
    audited = copy.audit("site")
    assert audited.code == 1
    assert "site/: not one block on the built site" in audited.said


def test_a_broken_ledger_is_named_by_every_command(copy: Copy) -> None:
    copy.ledger.write_text(copy.ledger.read_text()[:200])
    for ran in (copy.test(), copy.audit("site"), copy.build()):
        assert ran.code != 0
        assert "docs/ledger.json is not a ledger (" in ran.said
        assert "; delete it, run make test" in ran.said
    assert "Traceback" not in copy.test().said + copy.audit("site").said
    copy.ledger.unlink()
    assert copy.test().code == 0


def test_a_broken_page_is_named_by_the_audit_of_the_site(copy: Copy) -> None:
    copy.page("topic/broken", "```py\n```")
    audited = copy.audit("site")
    assert audited.code == 1
    assert audited.said.startswith("docs/topic/broken.md:3: fence '```py'")


# The ledger itself --------------------------------------------------------------------


def entry(snippet: str, **facts: object) -> Entry:
    given = {
        "page": "a.md",
        "line": 1,
        "result": "passed",
        "seconds": 0.5,
        "peak_mib": 9,
        "versions": {"torch": "1.0"},
        "checkpoints": ["a/b"],
        "sha256": "00",
        "when": "2026-01-31T10:00:00+00:00",
    }
    return Entry(snippet, **given | facts)  # type: ignore[arg-type]


def test_a_run_of_some_blocks_leaves_what_is_known_of_the_others(
    tmp_path: Path,
) -> None:
    file = tmp_path / "ledger.json"
    ledger.merge([entry("b.py"), entry("a.py")], {"a.py", "b.py"}, file)
    ledger.merge([entry("a.py", result="failed", seconds=2.0)], {"a.py", "b.py"}, file)
    known = ledger.load(file)
    assert list(known.entries) == ["a.py", "b.py"]
    assert (known.count("passed"), known.count("failed"), known.seconds) == (1, 1, 2.5)
    assert known.entries["b.py"] == entry("b.py")
    assert str(tmp_path) not in known.machine


def test_what_no_page_shows_is_forgotten_where_that_is_known(tmp_path: Path) -> None:
    file = tmp_path / "ledger.json"
    ledger.merge([entry("a.py"), entry("b.py")], None, file)
    assert set(ledger.load(file).entries) == {"a.py", "b.py"}
    ledger.merge([], {"b.py"}, file)
    assert set(ledger.load(file).entries) == {"b.py"}
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", "null", '{"blocks": []}', '{"machine": "", "blocks": [{"a": 1}]}'],
)
def test_what_is_no_ledger_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "ledger.json"
    file.write_text(text)
    with pytest.raises(ValueError, match=r"ledger\.json is not a ledger .* delete it"):
        ledger.load(file)


def test_no_ledger_is_an_empty_one(tmp_path: Path) -> None:
    known = ledger.load(tmp_path / "ledger.json")
    assert (known.entries, known.when, known.seconds) == ({}, "", 0)


def test_each_result_is_entered(copy: Copy) -> None:
    copy.blocks(
        "topic/results",
        [
            Case("good", "print('done')\n"),
            Case("bad", "1 / 0\n"),
            Case("later", "1 / 0\n", options=SKIP.strip()),
        ],
    )
    for options in ([], ["-n", "2"]):
        copy.ledger.unlink()
        copy.test(*options)
        known = json.loads(copy.ledger.read_text())["blocks"]
        results = {block["snippet"]: block["result"] for block in known}
        assert results == {
            "topic/page/answer.py": "passed",
            "topic/page/greeting.py": "passed",
            "topic/page/words.sh": "passed",
            "topic/results/bad.py": "failed",
            "topic/results/good.py": "passed",
            "topic/results/later.py": "skipped",
        }
        reasons = {block["reason"] for block in known if block["result"] == "skipped"}
        assert reasons == {"no GPU"}


# Only what changed --------------------------------------------------------------------


def edit(path: str, old: str, new: str) -> Callable[[Copy], None]:
    def plant(copy: Copy) -> None:
        file = copy.root / path
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")

    return plant


def another_hub(copy: Copy) -> None:
    catalogue = copy.root / "nlpjourney/catalogue.toml"
    catalogue.write_text(HUB)
    (added,) = read_catalogue(catalogue)
    file = copy.root / ".hub" / added.folder / added.place("plain/test.txt")
    file.parent.mkdir(parents=True)
    file.touch()


SHA_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
HUB = f"""\
[[entry]]
id = "example"
kind = "dataset"
package = "example"
version = "1"
download = "example.whl"
download_bytes = 1
download_sha256 = ""
recipe = "unpack"
source = ""
licence = ""
provenance = ""
differs = ""
[entry.files]
"plain/test.txt" = "{SHA_OF_NOTHING}"
"""
ANSWER = "topic/page/answer.py"
ALL = {ANSWER, "topic/page/greeting.py", "topic/page/words.sh"}
CHANGES = {
    "nothing": (lambda copy: None, set()),
    "snippet": (edit(f"snippets/{ANSWER}", "6 * 7", "7 * 6"), {ANSWER}),
    "output": (edit("snippets/topic/page/answer.out", "333\n", "334\n"), {ANSWER}),
    "option": (
        edit(
            "docs/topic/page.md",
            f'python\n--8<-- "{ANSWER}',
            f'python timeout="9"\n--8<-- "{ANSWER}',
        ),
        {ANSWER},
    ),
    "engine": (edit("nlpjourney/outputs.py", '"(no line)"', '"(none)"'), ALL),
    "hub": (another_hub, ALL),
    "ledger": (lambda copy: copy.ledger.unlink(), ALL),
    "failure": (edit("docs/ledger.json", '"passed"', '"failed"'), ALL),
    "prose": (edit("docs/topic/page.md", "# A page", "# A page\n\nProse."), set()),
}


@pytest.mark.parametrize("change", CHANGES)
def test_only_what_changed_runs_again(copy: Copy, change: str) -> None:
    plant, wanted = CHANGES[change]
    plant(copy)
    ran = copy.test("--codeblocks-changed")
    assert ran.code == 0, ran.said
    assert set(copy.reports()) == wanted
    unchanged = len(ALL - wanted)
    assert (
        not unchanged or f"{unchanged} blocks unchanged since they passed" in ran.said
    )
    if change == "snippet":
        assert set(ledger.load(copy.ledger).entries) == ALL
        assert copy.test("--codeblocks-changed").counted("passed") == 0


def test_what_changed_is_never_trusted_in_ci(copy: Copy) -> None:
    ran = copy.test("--codeblocks-changed", CI="true")
    assert ran.code != 0
    assert "--codeblocks-changed trusts a cache; CI verifies everything" in ran.said
    assert copy.test(CI="true").counted("passed") == 3


def test_nothing_selected_among_what_changed_is_red(copy: Copy) -> None:
    assert copy.test("--codeblocks-changed", "-k", "nothing").code != 0


def test_an_incomplete_hub_is_refused(copy: Copy) -> None:
    (copy.root / "nlpjourney/catalogue.toml").write_text(HUB)
    ran = copy.test()
    assert ran.code != 0
    assert "example" in ran.said
    assert "run `python -m nlpjourney hub build`" in ran.said
