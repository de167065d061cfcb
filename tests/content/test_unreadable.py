"""Every command names a file that cannot be read, and no other page fails because of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fault_injection import Copy, code, fence, notebook

LATIN = "caf\xe9\n".encode("latin-1")
SAYS = "byte 0xe9 is not UTF-8; save the file as UTF-8"


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


# The content of a file that is hardly a page, and the message about it.
ODD = {
    "empty.md": (b"", ":1: a page begins with its front matter"),
    "newline.md": (b"\n", ":1: a page begins with its front matter"),
    "only_front_matter.md": (
        b"---\ntitle: x\ndescription: x\ntags: []\nprerequisites: null\n---\n",
        ":7: below its front matter, a page begins with its title",
    ),
    "never_closed.md": (b"---\ntitle: x\n", ":1: a page begins with its front matter"),
    "zeros.md": (b"\0" * 100_000, ":1: the character U+0000"),
    "long_line.md": (b"word " * 200_000, ":1: a page begins with its front matter"),
    "old_line_ends.md": (b"---\rtitle: x\r---\r# x\r", ":1: the character U+000D"),
    "windows.md": (b"---\r\ntitle: x\r\n---\r\n", ":1: the character U+000D"),
    "byte_order_mark.md": (b"\xef\xbb\xbf---\n", ":1: the character U+FEFF"),
    "utf_16.md": ("---\n".encode("utf-16"), ":1: byte 0xff is not UTF-8"),
    "nothing.ipynb": (b"", " is not a notebook ("),
    "no_cells.ipynb": (b"{}", " is not a notebook ("),
}


def test_each_odd_page_is_named_and_the_others_go_on(copy: Copy) -> None:
    folder = copy.root / "docs/topic"
    for name, (content, _) in ODD.items():
        (folder / name).write_bytes(content)
    (folder / "loop.md").symlink_to("loop.md")
    (folder / "in_a_circle").symlink_to("in_a_circle")
    ran, audited, built = copy.test(), copy.audit("tree"), copy.build()
    for name, (_, message) in ODD.items():
        assert f"docs/topic/{name}{message}" in ran.said
        assert f"docs/topic/{name}{message}" in audited.said
    assert "docs/topic/loop.md: cannot be read (Too many levels of" in audited.said
    assert "docs/topic/byte_order_mark.md:1: the character U+FEFF" in built.said
    for said in (ran.said, audited.said, built.said):
        assert "INTERNALERROR" not in said
        assert "Traceback" not in said
    on = copy.test("--continue-on-collection-errors")
    assert on.counted("passed") == 3, on.said
    assert built.code != 0
