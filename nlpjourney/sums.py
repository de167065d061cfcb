"""The hashes of the built site, so that what is published can be shown to be what was tested.

They stand in ``SHA256SUMS`` in the form of coreutils: ``sha256sum --check SHA256SUMS``.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

NAME = "SHA256SUMS"


def of(site: Path) -> dict[str, str]:
    """Each file below ``site`` but the sums themselves, with its SHA-256 in hexadecimal."""
    return {
        file.relative_to(site).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(site.rglob("*"))
        if file.is_file() and file != site / NAME
    }


def write(site: Path) -> None:
    """Write the sums of all that stands in ``site`` now."""
    lines = [f"{digest}  {name}\n" for name, digest in of(site).items()]
    (site / NAME).write_text("".join(lines), "utf-8")


def differences(site: Path) -> list[str]:
    """The files that are not as they were built, each with what became of it."""
    file = site / NAME
    if not file.is_file():
        return [f"{NAME} is missing: the site was not finished; build it anew"]
    lines = file.read_text("utf-8").splitlines()
    built = {
        name: digest for digest, _, name in (line.partition("  ") for line in lines)
    }
    found = of(site)
    return [
        f"{name}: {what} since the site was built; build it anew"
        for name in sorted(built.keys() | found.keys())
        if (what := _became(built.get(name), found.get(name)))
    ]


def _became(built: str | None, found: str | None) -> str:
    if built is None:
        return "was added"
    if found is None:
        return "is gone"
    return "" if built == found else "was changed"
