"""What is made from the built pages, in order: MkDocs calls it after each build.

A generator that knows no hooks is followed by ``python -m nlpjourney finish FOLDER``; the
audit of the site rings where that was forgotten.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any


def on_post_build(config: Any, **_: Any) -> None:
    finish(Path(config.site_dir))


def finish(site: Path) -> None:
    """Complete the site built into ``site``."""
