"""The site, the runs and the results agree, or an audit reports the difference."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from fault_injection import Case, Copy, Ran, fence

from nlpjourney.content import results
from nlpjourney.content.results import Run
from nlpjourney.hub.catalog import read_catalog

# The sources --------------------------------------------------------------------------

SHADOWING = ("json", "datasets", "h2", "torch", "random")


@pytest.fixture(scope="module")
def untidy(fresh_copy: Callable[[], Copy]) -> Ran:
    """One audit of sources with one problem of each kind."""
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
    copy.page("topic/moved", fence("topic/other/shown.py"))
    copy.snippet("topic/other/shown.py", "print(1)\n", "1\n")
    return copy.audit("tree")


@pytest.mark.parametrize(
    "problem",
    [
        "snippets/topic/page/orphan.py: no page shows it; include it or delete it",
        "snippets/topic/page/orphan.out: no block has this recorded output; delete it",
        "snippets/topic/page/forgotten.txt: no page shows it; include it or delete it",
        "snippets/topic/page/gone.out: no block has this recorded output; delete it",
        "docs/topic/outputs.md:10 → snippets/topic/outputs/unrecorded.py: no recorded "
        "output unrecorded.out; run make update PAGE=docs/topic/outputs.md",
        "docs/topic/outputs.md:14 → snippets/topic/outputs/empty.py: prints nothing; "
        "a block shows what it did",
        "docs/topic/outputs.md:18 → snippets/topic/outputs/other.py: other.out begins "
        "with '$ python x.py', not with '$ python snippets/topic/outputs/other.py'; "
        "run make update PAGE=docs/topic/outputs.md",
        "docs/topic/twice.md:10 → snippets/topic/page/answer.py: shown 2 times, also on "
        "docs/topic/page.md:14; show it on one page and link to it from the others",
        "docs/topic/page.md:14 → snippets/topic/page/answer.py: shown 2 times, also on "
        "docs/topic/twice.md:10; show it on one page and link to it from the others",
        "docs/topic/moved.md:10 → snippets/topic/other/shown.py: it is not in its "
        "page's folder; move it to snippets/topic/moved/, include it from there and run make "
        "update PAGE=docs/topic/moved.md",
        *(
            f"snippets/topic/shadows/{name}.py: shadows the module {name!r} for every "
            "script next to it; rename it"
            for name in SHADOWING
        ),
    ],
)
def test_the_audit_of_the_sources_names(untidy: Ran, problem: str) -> None:
    assert untidy.code == 1
    assert problem in untidy.said.splitlines()


def test_the_audit_of_the_sources_names_nothing_else(untidy: Ran) -> None:
    assert untidy.said.splitlines()[-1] == f"{10 + len(SHADOWING)} problems"


# The built site against the results ---------------------------------------------------

NAME = "topic/NAME/shown.py"
BUILT = "topic/NAME.html: topic/NAME/shown.py"


def in_html(old: str, new: str) -> Callable[[Copy, str], None]:
    def inject(copy: Copy, name: str) -> None:
        file = copy.root / f"site/topic/{name}.html"
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), "utf-8")

    return inject


def in_report(**changed: str) -> Callable[[Copy, str], None]:
    def inject(copy: Copy, name: str) -> None:
        mine = NAME.replace("NAME", name)
        run = replace(results.read(copy.report)[mine], **changed)  # type: ignore[arg-type]
        results.report({mine: run}, None, copy.report)

    return inject


def not_in_report(copy: Copy, name: str) -> None:
    others = results.read(copy.report).keys() - {NAME.replace("NAME", name)}
    results.report({}, others, copy.report)


def of_no_page(copy: Copy, name: str) -> None:
    run = results.read(copy.report)[NAME.replace("NAME", name)]
    results.report({"topic/gone.py": run}, None, copy.report)


def without_block(copy: Copy, name: str) -> None:
    file = copy.root / f"site/topic/{name}.html"
    text = file.read_text("utf-8")
    file.write_text(text.replace(_block(text), ""), "utf-8")


def shown_twice(copy: Copy, name: str) -> None:
    file = copy.root / f"site/topic/{name}.html"
    text = file.read_text("utf-8")
    file.write_text(text.replace(_block(text), _block(text) * 2), "utf-8")


def _block(html: str) -> str:
    return str(BeautifulSoup(html, "html.parser").select_one(".block"))


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
    "never_run": (not_in_report, f"{BUILT} was never run; run make test"),
    "other_bytes": (
        in_report(program="0" * 16),
        f"{BUILT} changed since it ran; run make test",
    ),
    "other_output": (
        in_report(output="0" * 16),
        f"{BUILT} changed its output since it ran; run make test",
    ),
    "failed": (in_report(result="failed"), f"{BUILT} failed when it last ran"),
    "skipped": (
        no_skip_any_more,
        f"docs/topic/NAME.md:10 → snippets/{NAME}: was skipped when it last ran; "
        "run make test",
    ),
    "entry_of_none": (
        of_no_page,
        "reports/results.json: topic/gone.py ran but no page shows it",
    ),
    "removed": (
        without_block,
        f"docs/topic/NAME.md:10 → snippets/{NAME}: rendered 0 times on the built page, "
        "not once; run make site",
    ),
    "doubled": (
        shown_twice,
        f"docs/topic/NAME.md:10 → snippets/{NAME}: rendered 2 times on the built page, "
        "not once; run make site",
    ),
    "letter": (
        in_html("shown text", "shown test"),
        f"{BUILT} differs from its file; run make site",
    ),
    "no_last_newline": (
        in_html("\n</code></pre></div>", "</code></pre></div>"),
        f"{BUILT} differs from its file; run make site",
    ),
    "printed": (
        in_html("\nreal text", "\nreal test"),
        f"{BUILT} shows an output other than shown.out; run make site",
    ),
    "command": (
        in_html("$ python ", "$ python3 "),
        f"{BUILT} shows an output other than shown.out; run make site",
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
        in_html(f'snippets/{NAME}"'.replace("NAME", "no_file"), 'snippets/x.py"'),
        "topic/NAME.html: x.py is not a file under snippets/",
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
    """An audit of a correct site, then of one on which each page has its own fault."""
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
    for name, (inject, _) in UNTRUE.items():
        inject(copy, name)
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


def test_code_that_is_no_fence_is_refused(copy: Copy) -> None:
    for name, text in CODE_IN_PROSE.items():
        copy.page(f"prose/{name}", text)
    copy.page(
        "prose/comment",
        "<!--\n" + fence("prose/comment/hidden.py") + "-->",
    )
    copy.snippet("prose/comment/hidden.py", "print('done')\n", "done\n")
    for ran in (copy.test(), copy.build(), copy.audit("tree")):
        assert ran.code != 0
        for name in (*CODE_IN_PROSE, "comment"):
            assert f"docs/prose/{name}.md:" in ran.said


def test_an_empty_site_is_no_good_site(copy: Copy) -> None:
    for file in (copy.root / "site").rglob("*.html"):
        file.unlink()
    audited = copy.audit("site")
    assert audited.code == 1
    assert "site/: no block on the built site" in audited.said


@pytest.mark.parametrize(
    ("name", "fix"),
    [
        ("results.json", "run git checkout results.json"),
        ("reports/results.json", "delete it, the next run writes it"),
    ],
)
def test_a_damaged_file_is_named_by_every_command(
    copy: Copy, name: str, fix: str
) -> None:
    file = copy.root / name
    file.write_text(copy.report.read_text()[:200])
    said = []
    for ran in (copy.test(), copy.audit("site"), copy.build()):
        assert ran.code != 0
        assert f"{name} is damaged (" in ran.said
        assert f"; {fix}" in ran.said
        said.append(ran.said)
    assert "Traceback" not in "".join(said)
    file.unlink()
    assert copy.test().code == 0


def test_a_broken_page_is_named_by_the_audit_of_the_site(copy: Copy) -> None:
    copy.page("topic/broken", "```py\n```")
    audited = copy.audit("site")
    assert audited.code == 1
    assert audited.said.startswith("docs/topic/broken.md:10: fence '```py'")


# The files ----------------------------------------------------------------------------


def run(**facts: object) -> Run:
    given = {
        "program": "00",
        "output": "11",
        "date": "2026-01-31",
        "seconds": 0.5,
        "peak_mib": 910,
        "versions": {"torch": "1.0"},
        "checkpoints": ["a/b"],
        "cpu": {"torch": "AVX2"},
    }
    return Run(**given | facts)  # type: ignore[arg-type]


def test_a_file_has_a_short_line_for_each_program_in_the_order_of_paths() -> None:
    assert results.text({"b.py": run(), "a.py": run(key="k", result="failed")}) == (
        "{\n"
        '"a.py": {"program": "00", "output": "11", "date": "2026-01-31", "seconds": 0.5, '
        '"peak_mib": 910, "versions": {"torch": "1.0"}, "checkpoints": ["a/b"], '
        '"cpu": {"torch": "AVX2"}, "key": "k", "result": "failed"},\n'
        '"b.py": {"program": "00", "output": "11", "date": "2026-01-31", "seconds": 0.5, '
        '"peak_mib": 910, "versions": {"torch": "1.0"}, "checkpoints": ["a/b"], '
        '"cpu": {"torch": "AVX2"}}\n'
        "}\n"
    )


def test_a_run_of_some_blocks_leaves_what_is_known_of_the_others(
    tmp_path: Path,
) -> None:
    file = tmp_path / "reports" / "results.json"
    results.report({"b.py": run(), "a.py": run()}, {"a.py", "b.py"}, file)
    results.report({"a.py": run(result="failed")}, {"a.py", "b.py"}, file)
    assert results.read(file) == {"a.py": run(result="failed"), "b.py": run()}


def test_the_reports_of_shards_are_brought_together(tmp_path: Path) -> None:
    for shard, name in enumerate(("a.py", "b.py")):
        folder = tmp_path / "shards" / str(shard)
        folder.mkdir(parents=True)
        results.report({name: run()}, None, folder / results.NAME)
    merged = tmp_path / "merged.json"
    assert results.merge(tmp_path / "shards", merged) == 2
    assert results.read(merged).keys() == {"a.py", "b.py"}
    assert results.merge(tmp_path / "nowhere", merged) == 0


def test_what_no_page_shows_is_forgotten_where_that_is_known(tmp_path: Path) -> None:
    for write in (results.report, results.record):
        file = tmp_path / write.__name__ / "results.json"
        file.parent.mkdir()
        write({"a.py": run(), "b.py": run()}, None, file)
        assert set(results.read(file)) == {"a.py", "b.py"}
        write({}, {"b.py"}, file)
        assert set(results.read(file)) == {"b.py"}
        assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize(
    ("changed", "is_rewritten"),
    [
        ({"program": "22"}, True),
        ({"output": "22"}, True),
        ({"versions": {"torch": "2.0"}}, True),
        ({"checkpoints": []}, True),
        ({"date": "2027-01-01", "seconds": 9.0, "peak_mib": 1, "cpu": {}}, False),
        ({"key": "k"}, False),
    ],
)
def test_a_recorded_line_is_rewritten_only_where_it_tells_of_something_else(
    tmp_path: Path, changed: dict[str, object], is_rewritten: bool
) -> None:
    file = tmp_path / "results.json"
    results.record({"a.py": run(), "b.py": run()}, None, file)
    before = file.read_text().splitlines()
    results.record({"a.py": run(**changed)}, None, file)
    after = file.read_text().splitlines()
    assert (after != before) is is_rewritten
    assert after[2] == before[2]
    assert '"key"' not in file.read_text()


@pytest.mark.parametrize(
    "text", ["", "[]", "{", "null", '{"a.py": {}}', '{"a.py": {"program": 1, "b": 2}}']
)
def test_what_is_no_file_of_results_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "results.json"
    file.write_text(text)
    with pytest.raises(results.ResultsError, match=r"results\.json is damaged "):
        results.read(file)


def test_the_longest_programs_start_first_and_new_ones_before_them() -> None:
    """What ran on this machine counts more than what was recorded."""
    here = {"a.py": run(seconds=9)}
    recorded = {"a.py": run(seconds=1), "b.py": run(seconds=5), "c.py": run(seconds=7)}
    blocks = [SimpleNamespace(snippet=f"{name}.py") for name in "bcand"]
    ordered = results.Results(here, recorded).longest_first(blocks)
    assert [block.snippet[0] for block in ordered] == ["n", "d", "a", "c", "b"]


def test_figures_have_two_digits() -> None:
    figures = [0.0123, 0.416, 12.34, 1234.0, 0.0]
    assert [results.two_digits(x) for x in figures] == [0.012, 0.42, 12, 1200, 0]


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
        copy.report.unlink()
        copy.test(*options)
        runs = results.read(copy.report)
        assert {name: run.result for name, run in runs.items()} == {
            "topic/page/answer.py": "passed",
            "topic/page/greeting.py": "passed",
            "topic/page/words.sh": "passed",
            "topic/results/bad.py": "failed",
            "topic/results/good.py": "passed",
            "topic/results/later.py": "skipped",
        }
    assert not copy.recorded.exists()


def test_an_update_records_its_own_lines_and_touches_no_other(copy: Copy) -> None:
    copy.blocks("topic/more", [Case("a", "print(1)\n", None), Case("b", "1 / 0\n")])
    old = {"topic/page/answer.py": run(), "topic/gone.py": run()}
    results.record(old, None, copy.recorded)
    copy.test("docs/topic/more.md", "--codeblocks-update")
    lines = results.read(copy.recorded)
    assert lines["topic/page/answer.py"] == run()
    assert lines.keys() == {"topic/page/answer.py", "topic/more/a.py"}
    first = copy.recorded.read_bytes()
    copy.test("docs/topic/more.md", "--codeblocks-update")
    assert copy.recorded.read_bytes() == first
    assert copy.test("docs/topic/page.md").code == 0
    assert copy.recorded.read_bytes() == first


# What a page shows --------------------------------------------------------------------


VERIFIED = r"^- \*\*Verified\*\*: [\d-]+$"


def shown(copy: Copy) -> dict[str, str]:
    """What the page and the table of all programs say about answer.py."""
    assert copy.build().code == 0
    page = BeautifulSoup(
        (copy.root / "site/topic/page.html").read_bytes(), "html.parser"
    )
    table = BeautifulSoup((copy.root / "site/all.html").read_bytes(), "html.parser")
    provenance = page.select_one("#block-answer > p:last-child")
    row = table.select_one("tr:has(#ran-topic-page-answer-py)")
    markdown = (copy.root / "site/topic/page.md").read_text("utf-8")
    published = results.read(copy.root / "site" / "results.json")
    assert provenance
    return {
        "page": provenance.get_text(" ", strip=True).removesuffix(" Results"),
        "state": row.select("td")[1].text if row else "",
        "verified": "yes" if re.search(VERIFIED, markdown, re.MULTILINE) else "no",
        "published": published["topic/page/answer.py"].date
        if "topic/page/answer.py" in published
        else "",
    }


def test_a_page_shows_this_machines_run_then_the_recorded_one(copy: Copy) -> None:
    copy.page("all", "```results", "```", "", "```verified", "```")
    runs = results.read(copy.report)
    recorded = {
        name: replace(one, date="2020-02-02", key="") for name, one in runs.items()
    }
    results.record(recorded, None, copy.recorded)
    today = runs["topic/page/answer.py"].date
    here = shown(copy)
    assert here["page"].startswith("Ran ")
    assert here | {"page": ""} == {
        "page": "",
        "state": "passed",
        "verified": "yes",
        "published": today,
    }
    copy.report.unlink()
    there = shown(copy)
    assert there["page"].startswith("Ran 2020-02-02 in ")
    assert there | {"page": ""} == here | {"page": "", "published": "2020-02-02"}
    assert "key" not in (copy.root / "site" / "results.json").read_text()


def test_a_program_that_changed_or_never_ran_says_so(copy: Copy) -> None:
    copy.page("all", "```results", "```", "", "```verified", "```")
    results.record(results.read(copy.report), None, copy.recorded)
    copy.report.unlink()
    for file in ("answer.py", "answer.out"):
        path = copy.root / "snippets/topic/page" / file
        before = path.read_text()
        path.write_text(
            before + "\n# more\n" if file == "answer.py" else f"{before}1\n"
        )
        told = shown(copy)
        assert told["page"] == "Changed since it last ran."
        assert (told["state"], told["verified"]) == ("changed", "no")
        assert told["published"] == ""
        path.write_text(before)
    assert shown(copy)["state"] == "passed"
    copy.recorded.unlink()
    told = shown(copy)
    assert told == {
        "page": "Not verified yet.",
        "state": "",
        "verified": "no",
        "published": "",
    }
    assert "Nothing was verified yet." in (copy.root / "site/all.html").read_text()


def test_a_run_that_failed_here_is_not_hidden_by_a_recorded_one(copy: Copy) -> None:
    copy.page("all", "```results", "```")
    runs = results.read(copy.report)
    results.record(runs, None, copy.recorded)
    failed = replace(runs["topic/page/answer.py"], result="failed")
    results.report({"topic/page/answer.py": failed}, None, copy.report)
    assert shown(copy)["page"] == "Failed when it last ran."


# Only what changed --------------------------------------------------------------------


def edit(path: str, old: str, new: str) -> Callable[[Copy], None]:
    def inject(copy: Copy) -> None:
        file = copy.root / path
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")

    return inject


def another_hub(copy: Copy) -> None:
    catalog = copy.root / "nlpjourney/hub/catalog.toml"
    catalog.write_text(HUB)
    (added,) = read_catalog(catalog)
    file = copy.root / ".hub" / added.folder / added.place("plain/test.txt")
    file.parent.mkdir(parents=True)
    file.touch()


def fresh_clone(
    change: Callable[[Copy], None] = lambda copy: None,
) -> Callable[[Copy], None]:
    """A clone without a report, with only recorded results, and a change in it."""

    def inject(copy: Copy) -> None:
        results.record(results.read(copy.report), None, copy.recorded)
        copy.report.unlink()
        change(copy)

    return inject


def one_more(copy: Copy) -> None:
    copy.blocks("topic/more", [Case("one", "print('done')\n")])


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
license = ""
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
    "engine": (edit("nlpjourney/content/snapshots.py", '"(no line)"', '"(none)"'), ALL),
    "hub": (another_hub, ALL),
    "report": (lambda copy: copy.report.unlink(), ALL),
    "failure": (
        edit("reports/results.json", '"key"', '"result": "failed", "key"'),
        ALL,
    ),
    "prose": (edit("docs/topic/page.md", "# A page", "# A page\n\nProse."), set()),
    "clone": (fresh_clone(), set()),
    "clone, snippet": (
        fresh_clone(edit(f"snippets/{ANSWER}", "6 * 7", "7 * 6")),
        {ANSWER},
    ),
    "clone, output": (
        fresh_clone(edit("snippets/topic/page/answer.out", "333\n", "334\n")),
        {ANSWER},
    ),
    "clone, versions": (
        fresh_clone(edit("results.json", '"versions": {}', '"versions": {"a": "1"}')),
        ALL,
    ),
    "clone, one more": (fresh_clone(one_more), {"topic/more/one.py"}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_only_what_changed_runs_again(copy: Copy, change: str) -> None:
    inject, wanted = CHANGES[change]
    inject(copy)
    ran = copy.test("--codeblocks-changed")
    assert ran.code == 0, ran.said
    assert set(copy.reports()) == wanted
    unchanged = len(ALL - wanted)
    assert (
        not unchanged or f"{unchanged} blocks unchanged since they passed" in ran.said
    )
    if change == "snippet":
        assert results.read(copy.report).keys() == ALL
        assert copy.test("--codeblocks-changed").counted("passed") == 0


def test_what_changed_is_never_trusted_in_ci(copy: Copy) -> None:
    ran = copy.test("--codeblocks-changed", CI="true")
    assert ran.code != 0
    assert "--codeblocks-changed trusts a cache; CI verifies everything" in ran.said
    assert copy.test(CI="true").counted("passed") == 3


def test_nothing_selected_among_what_changed_is_red(copy: Copy) -> None:
    assert copy.test("--codeblocks-changed", "-k", "nothing").code != 0


def test_an_incomplete_hub_is_refused(copy: Copy) -> None:
    (copy.root / "nlpjourney/hub/catalog.toml").write_text(HUB)
    ran = copy.test()
    assert ran.code != 0
    assert "example" in ran.said
    assert "run `make hub`" in ran.said
