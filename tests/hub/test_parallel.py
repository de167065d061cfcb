"""The recipes for parallel texts: what they keep of a package, and how rows are split."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po

from nlpjourney.hub import catalog, parallel
from nlpjourney.hub.arrow import dataset_files
from nlpjourney.hub.catalog import HubError

MODULE = '''
class Graph:
    """Base class for graphs.

    A graph stores nodes and edges.

    Parameters
    ----------
    data : anything
    """

    def add(self):
        """Add a node.

        It may be any hashable object.

        Args:
            node: the node
        """

    def _private(self):
        """Hide a node.

        Nobody reads this.
        """
'''


def french(pairs: dict[str | tuple[str, str], str | tuple[str, str]]) -> Catalog:
    messages = Catalog(locale="fr")
    for english, translated in pairs.items():
        messages.add(english, translated)
    return messages


def compiled(messages: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, messages)
    return buffer.getvalue()


def text(messages: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_po(buffer, messages)
    return buffer.getvalue()


def wheel(folder: Path, files: dict[str, bytes]) -> Path:
    path = folder / "tiny-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as package:
        for name, content in files.items():
            package.writestr(name, content)
    return path


def test_messages_are_read_from_the_text_form(tmp_path: Path) -> None:
    messages = french(
        {"Delete it": "Supprimer", ("one page", "many pages"): ("a", "b")}
    )
    messages.add("Save it", "Garder", flags=["fuzzy"])
    package = wheel(tmp_path, {"app/locale/fr/LC_MESSAGES/app.po": text(messages)})
    assert parallel.messages(package, "fr") == {
        "Delete it": "Supprimer",
        "many pages": "b",
    }
    assert parallel.messages(package, "de") == {}


def test_the_compiled_form_is_preferred(tmp_path: Path) -> None:
    package = wheel(
        tmp_path,
        {
            "app/locale/fr_FR/a.po": text(french({"Delete it": "from the text"})),
            "app/locale/fr_FR/a.mo": compiled(french({"Delete it": "compiled"})),
        },
    )
    assert parallel.messages(package, "fr") == {"Delete it": "compiled"}


def test_a_source_archive_is_read_like_a_wheel(tmp_path: Path) -> None:
    path = tmp_path / "tiny-1.0.tar.gz"
    content = compiled(french({"Delete it": "Supprimer"}))
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo("tiny-1.0/locale/fr/app.mo")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    assert parallel.messages(path, "fr") == {"Delete it": "Supprimer"}


@pytest.mark.parametrize(
    ("english", "translated"),
    [
        ("Delete", "Supprimer"),
        ("Delete %s now", "Supprimer %s"),
        ("Delete %(name)s", "Supprimer"),
        ("Delete {name}", "Supprimer {name}"),
        ("See <b>this</b>", "Voir ceci"),
        ("two\nlines", "deux lignes"),
        ("No problem", "No problem"),
        (" ".join(["word"] * 31), "mot"),
    ],
)
def test_messages_that_are_not_plain_are_left_out(
    english: str, translated: str
) -> None:
    assert not parallel.is_plain_message(english, translated)
    assert parallel.is_plain_message("100% of it", "Tout")


def test_the_body_of_a_docstring_ends_at_its_first_section(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parallel, "BODY_WORDS", range(3, 50))
    monkeypatch.setattr(parallel, "SUMMARY_WORDS", range(2, 9))
    tested = {"tiny/graph.py": MODULE.encode(), "tiny/tests/test_a.py": MODULE.encode()}
    assert parallel.docstrings(wheel(tmp_path, tested)) == {
        "A graph stores nodes and edges.": "Base class for graphs.",
        "It may be any hashable object.": "Add a node.",
    }


def entry(identifier: str) -> catalog.Entry:
    return next(each for each in catalog.read_catalog() if each.id == identifier)


def test_a_text_of_two_packages_is_kept_for_the_test_split() -> None:
    pairs: dict[str, dict[str, str]] = {
        part.package: {} for part in entry("nlpjourney/message-catalogs").parts()
    }
    pairs |= {
        "indico": {"Delete it": "a", "Save it": "b"},
        "wagtail": {"delete it": "c"},
    }
    rows = parallel.split_rows(
        entry("nlpjourney/message-catalogs"), pairs, ("en", "fr")
    )
    assert rows == {
        "train": [{"package": "indico", "en": "Save it", "fr": "b"}],
        "validation": [],
        "test": [{"package": "wagtail", "en": "delete it", "fr": "c"}],
    }


@pytest.mark.parametrize(
    "identifier", ["nlpjourney/message-catalogs", "nlpjourney/docstrings"]
)
def test_each_package_is_in_one_split_and_pinned(identifier: str) -> None:
    described = entry(identifier)
    packages = [name for split in described.splits.values() for name in split]
    assert sorted(packages) == sorted(part.package for part in described.parts())
    assert len({part.download_sha256 for part in described.parts()}) == len(packages)


def test_a_wrong_number_of_rows_is_an_error() -> None:
    rows = [{"package": "networkx", "body": "a", "summary": "b"}]
    splits = {"train": rows, "test": rows}
    with pytest.raises(HubError, match="default train has 1 rows, but"):
        dataset_files(entry("nlpjourney/docstrings"), "default", splits)
