"""What is made from the built pages, in order: MkDocs calls it after each build.

A generator that knows no hooks is followed by ``python -m nlpjourney finish FOLDER``; the
audit of the site rings where that was forgotten.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any

from mkdocs.structure.files import Files

from nlpjourney import (
    content_policy,
    search_index,
    sums,
    take_along,
)
from nlpjourney.pages import DOCS, SNIPPETS

INCLUDED = re.compile(r'--8<-- "([^"]+)"')
_serving, _completed = False, False
_building: dict[
    str, tuple[int, ...]
] = {}  # when what each page is built from was written
_served: dict[str, tuple[int, ...]] = {}  # the same, of the last build that succeeded


def on_startup(command: str, **_: Any) -> None:
    global _serving
    _serving = command == "serve"


def on_files(files: Files, **_: Any) -> None:
    """While serving with ``--dirty``: build those pages of which something changed.

    MkDocs compares the times of a page's source and of the built file, twice in a build. That
    knows nothing of the programs that a page includes, and loses an edit made meanwhile.
    """
    for file in files.documentation_pages() if _serving else ():
        changed = _when_changed(Path(str(file.abs_src_path)))
        is_new = _served.get(file.src_uri) != changed
        _building[file.src_uri] = changed
        vars(file)["is_modified"] = partial(bool, is_new)


def _when_changed(page: Path) -> tuple[int, ...]:
    """When a page and the programs, outputs and notebooks that it includes were written."""
    files = [page]
    for name in INCLUDED.findall(page.read_text("utf-8")):
        for folder in (SNIPPETS, DOCS):
            files += (folder / name).parent.glob(f"{Path(name).stem}.*")
    return tuple(file.stat().st_mtime_ns for file in files)


def on_post_build(config: Any, **_: Any) -> None:
    """Complete the site; while serving once, since an edited page need not wait for the
    search and the downloads."""
    global _completed
    if not _completed:
        finish(Path(config.site_dir), serving=_serving)
    _completed = _serving
    _served.update(_building)


def finish(site: Path, serving: bool = False) -> None:
    """Complete the site built into ``site``.

    A page that MkDocs serves carries a script of MkDocs that reloads it; no policy there.
    """
    search_index.write(site)
    take_along.write(site)
    if not serving:
        content_policy.write(site)
        sums.write(site)
