"""What is made from the built pages, in order: MkDocs calls it after each build.

A generator that knows no hooks is followed by ``python -m nlpjourney finish FOLDER``; the
audit of the site rings where that was forgotten.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nlpjourney import (
    content_policy,
    search_index,
    sums,
    take_along,
)

_serving = False


def on_startup(command: str, **_: Any) -> None:
    global _serving
    _serving = command == "serve"


def on_post_build(config: Any, **_: Any) -> None:
    finish(Path(config.site_dir), serving=_serving)


def finish(site: Path, serving: bool = False) -> None:
    """Complete the site built into ``site``.

    A page that MkDocs serves carries a script of MkDocs that reloads it; no policy there.
    """
    search_index.write(site)
    take_along.write(site)
    if not serving:
        content_policy.write(site)
        sums.write(site)
