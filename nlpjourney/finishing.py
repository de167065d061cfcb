"""What is made from the built pages, in order: MkDocs calls it after each build.

A generator that knows no hooks is followed by ``python -m nlpjourney finish FOLDER``; the
audit of the site rings where that was forgotten.
"""

from __future__ import annotations

import re
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

_serving, _rebuilding = False, False
INCLUDED = re.compile(r'--8<-- "([^"]+)"')


def on_startup(command: str, **_: Any) -> None:
    global _serving
    _serving = command == "serve"


def on_files(files: Files, **_: Any) -> None:
    """While serving with ``--dirty``: build a page again when what it includes changed, not
    only when its own file did."""
    for file in files.documentation_pages() if _rebuilding else ():
        built = Path(file.abs_dest_path)
        if built.is_file() and _includes_newer(Path(str(file.abs_src_path)), built):
            built.unlink()


def _includes_newer(page: Path, built: Path) -> bool:
    """Whether a program, output or notebook that ``page`` includes is newer than ``built``."""
    when = built.stat().st_mtime
    for name in INCLUDED.findall(page.read_text("utf-8")):
        for folder in (SNIPPETS, DOCS):
            beside = (folder / name).parent.glob(f"{Path(name).stem}.*")
            if any(file.stat().st_mtime > when for file in beside if file != page):
                return True
    return False


def on_post_build(config: Any, **_: Any) -> None:
    """Complete the site; while serving once, since an edited page need not wait for the
    search and the downloads."""
    global _rebuilding
    if not _rebuilding:
        finish(Path(config.site_dir), serving=_serving)
    _rebuilding = _serving


def finish(site: Path, serving: bool = False) -> None:
    """Complete the site built into ``site``.

    A page that MkDocs serves carries a script of MkDocs that reloads it; no policy there.
    """
    search_index.write(site)
    take_along.write(site)
    if not serving:
        content_policy.write(site)
        sums.write(site)
