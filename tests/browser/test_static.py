"""The built site as static files: complete, with relative references."""

import shutil
from pathlib import Path

import links


def test_every_reference_leads_somewhere(site: Path) -> None:
    assert links.broken(site) == []


def test_a_broken_reference_is_reported(site: Path, tmp_path: Path) -> None:
    """Injected fault: one fault of each kind, injected in a copy."""
    copy = tmp_path / "site"
    shutil.copytree(site, copy)
    injected = {
        '<a href="no/such/page.html">': "no such file",
        '<a href="index.html#no-such-anchor">': "no such anchor",
        '<a href="snippets/no_such.py" download>': "no such file",
        '<img src="assets/no_such.svg">': "no such file",
        '<a href="/index.html">': "starts at the server's root",
    }
    page = copy / "index.html"
    html = page.read_text("utf-8")
    page.write_text(html.replace("</h1>", f"</h1>{''.join(injected)}"), "utf-8")
    found = links.broken(copy)
    assert [line.rsplit(": ", 1)[1] for line in found] == list(injected.values())
    assert all(line.startswith("index.html: ") for line in found)


def test_each_notebook_is_linked_from_its_topic_and_back(site: Path) -> None:
    assert links.without_a_note(site) == []


def test_a_notebook_that_its_topic_does_not_know_is_reported(
    site: Path, tmp_path: Path
) -> None:
    """Injected fault: a notebook's page without its links to the notes."""
    copy = tmp_path / "site"
    shutil.copytree(site, copy)
    page = copy / "notebooks/main_tasks/semantic_search.html"
    html = page.read_text("utf-8")
    page.write_text(html.replace('href="../../', 'href="elsewhere/'), "utf-8")
    assert links.without_a_note(copy) == ["notebooks/main_tasks/semantic_search.html"]


def test_no_markup_is_left_in_the_prose(site: Path) -> None:
    assert links.with_markup(site) == []


def test_a_definition_on_the_line_of_its_term_is_reported(
    site: Path, tmp_path: Path
) -> None:
    """Injected fault: the HTML of a definition list with a line break too few."""
    copy = tmp_path / "site"
    shutil.copytree(site, copy)
    for name, text in (("a", "offset { #offset }"), ("b", "Peak MiB :   the peak")):
        (copy / f"{name}.html").write_text(f"<article><p>{text}</p></article>", "utf-8")
    assert links.with_markup(copy) == ["a.html", "b.html"]


def test_nothing_but_files(site: Path) -> None:
    strange = [
        path
        for path in site.rglob("*")
        if path.is_symlink() or not (path.is_file() or path.is_dir())
    ]
    assert strange == []


def test_no_page_assumes_the_servers_root(site: Path) -> None:
    wanted = ('href="/', 'src="/', "href='/", "src='/", "url(/")
    files = [f for f in site.rglob("*") if f.suffix in (".html", ".css")]
    guilty = [f for f in files if any(w in f.read_text("utf-8") for w in wanted)]
    assert guilty == []
