"""A file that cannot be read is named by every command, and takes no other page down."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fault_injection import Copy, code, fence, notebook

LATIN = "caf\xe9\n".encode("latin-1")
SAYS = "byte 0xe9 is no UTF-8; save the file in UTF-8"


def page(copy: Copy) -> str:
    file = copy.page("topic/bad", "Prose.")
    line = file.read_bytes().count(b"\n") + 1
    file.write_bytes(file.read_bytes() + LATIN)
    return f"docs/topic/bad.md:{line}: {SAYS}"


def snippet(copy: Copy) -> str:
    copy.page("topic/bad", fence("topic/bad/shown.py"))
    copy.snippet("topic/bad/shown.py", "", "x\n").write_bytes(b"print(1)\n# " + LATIN)
    return f"snippets/topic/bad/shown.py:2: {SAYS}"


def a_notebook(copy: Copy) -> str:
    file = notebook(copy, "bad", code("print(1)", "1\n"))
    file.write_bytes(LATIN + file.read_bytes())
    return f"docs/notebooks/basics/bad.ipynb:1: {SAYS}"


def no_notebook(copy: Copy) -> str:
    file = notebook(copy, "bad", code("print(1)", "1\n"))
    file.write_text("[]", "utf-8")
    return "docs/notebooks/basics/bad.ipynb is not a notebook ("


def dangling(copy: Copy) -> str:
    (copy.root / "docs/topic/bad.md").symlink_to("nowhere.md")
    return "docs/topic/bad.md: cannot be read (No such file or directory); repair or delete it"


@pytest.mark.parametrize("spoil", [page, snippet, a_notebook, no_notebook, dangling])
def test_it_is_named_and_the_others_go_on(
    copy: Copy, spoil: Callable[[Copy], str]
) -> None:
    message = spoil(copy)
    ran = copy.test("--continue-on-collection-errors")
    if spoil is not dangling:  # pytest looks at files only
        assert message in ran.said
    assert "INTERNALERROR" not in ran.said
    assert ran.counted("passed") == 3, ran.said
    for ran in (copy.audit("tree"), copy.build()):
        assert ran.code != 0
        assert message in ran.said
        assert "Traceback" not in ran.said


def test_an_output_that_cannot_be_read_is_named(copy: Copy) -> None:
    (copy.root / "snippets/topic/page/greeting.out").write_bytes(LATIN)
    message = f"snippets/topic/page/greeting.out:1: {SAYS}"
    for ran in (copy.test(), copy.audit("tree"), copy.build()):
        assert ran.code != 0
        assert message in ran.said
        assert "Traceback" not in ran.said


def test_an_editors_lock_and_a_folder_are_no_pages(copy: Copy) -> None:
    folder = copy.root / "docs/topic"
    (folder / ".#page.md").symlink_to("author@host.1234")
    (folder / "odd.md").mkdir()
    (folder / "odd.ipynb").mkdir()
    ran = copy.test()
    assert (ran.code, ran.counted("passed")) == (0, 3), ran.said
    for ran in (copy.audit("tree"), copy.build()):
        assert ran.code == 0, ran.said
