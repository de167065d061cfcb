"""The recipes on small archives; the real ones are compared with the catalog's hashes."""

import io
import json
import tarfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from nlpjourney.hub.arrow import dataset_files
from nlpjourney.hub.catalog import Entry, HubError
from nlpjourney.hub.recipes import make_files

PAGES = {
    "hens-1.0/docs/index.txt": "=====\r\nHens\r\n=====\r\n",
    "hens-1.0/docs/faq/eggs.txt": "How many éggs?\n\n  Six.\n",
}
OTHER_FILES = {
    "hens-1.0/docs/requirements.txt": "sphinx\n",
    "hens-1.0/docs/conf.py": "raise SystemExit\n",
    "hens-1.0/README.txt": "Hens\n",
}
FARM = Entry(
    id="acme/hens",
    kind="dataset",
    files={"default/hens-train.arrow": "", "default/dataset_info.json": ""},
    package="hens",
    version="1.0",
    download="hens-1.0.tar.gz",
    download_bytes=0,
    download_sha256="",
    recipe="read manual",
    source="hens-1.0/docs",
    license="MIT",
    provenance="\nA manual\non hens.\n",
    differs="",
    rows={"default": 2},
)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    file = tmp_path / FARM.download
    with tarfile.open(file, "w:gz") as package:
        for name, text in (PAGES | OTHER_FILES).items():
            content = text.encode()
            member = tarfile.TarInfo(name)
            member.size = len(content)
            package.addfile(member, io.BytesIO(content))
    return file


def table(arrow: bytes) -> Any:
    return pa.ipc.open_stream(arrow).read_all()


def test_a_manual_is_its_pages_unchanged(archive: Path) -> None:
    made = make_files(FARM, archive, archive.parent)
    rows = table(made["default/hens-train.arrow"]).to_pylist()
    assert rows == [
        {"path": "faq/eggs.txt", "text": PAGES["hens-1.0/docs/faq/eggs.txt"]},
        {"path": "index.txt", "text": PAGES["hens-1.0/docs/index.txt"]},
    ]
    info = json.loads(made["default/dataset_info.json"])
    assert info["description"] == "A manual on hens."
    assert info["license"] == "MIT"
    assert list(info["features"]) == ["path", "text"]


def test_a_number_of_rows_other_than_cataloged_is_refused(archive: Path) -> None:
    wrong = replace(FARM, rows={"default": 3})
    with pytest.raises(HubError, match=r"acme/hens: default has 2 rows, .* says 3"):
        make_files(wrong, archive, archive.parent)


def test_columns_have_the_types_that_the_description_names() -> None:
    rows = [{"word": "egg", "ratings": [1, 2], "mean": 1.5}]
    columns = {"word": "string", "ratings": ["int8"], "mean": "float64"}
    farm = replace(FARM, rows={"default": 1})
    made = dataset_files(farm, "default", {"train": rows}, columns)
    arrow = table(made["default/hens-train.arrow"])
    assert arrow.to_pylist() == rows
    assert arrow.schema.types == [pa.string(), pa.list_(pa.int8()), pa.float64()]
    features = json.loads(made["default/dataset_info.json"])["features"]
    value = {"dtype": "int8", "_type": "Value"}
    assert features["ratings"] == {"feature": value, "_type": "List"}
    assert features["mean"] == {"dtype": "float64", "_type": "Value"}
