"""The MkDocs plugin: it shows the blocks of each page and completes the built site."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Literal

from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files

from nlpjourney import paths
from nlpjourney.site import csp, downloads, search_index
from nlpjourney.site.extension import BlocksExtension

INCLUDED = re.compile(r'--8<-- "([^"]+)"')


class Settings(Config):  # type: ignore[no-untyped-call]
    """What mkdocs.yml may say to the plugin: nothing."""


class NLPJourneyPlugin(BasePlugin[Settings]):  # type: ignore[no-untyped-call]
    """What holds from build to build while serving: when the sources of each page were
    written, in the build at work (``building``) and in the last one that succeeded
    (``served``)."""

    def __init__(self) -> None:
        self.serving = False
        self.completed = False
        self.building: dict[str, tuple[int, ...]] = {}
        self.served: dict[str, tuple[int, ...]] = {}

    def on_startup(
        self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool
    ) -> None:
        """``on_startup``: keep this plugin from build to build while serving."""
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """``on_config``: let Markdown show blocks."""
        blocks = BlocksExtension(repo_url=config.repo_url or "")
        config.markdown_extensions.append(blocks)  # type: ignore[arg-type]
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """``on_files``: while serving with ``--dirty``, build those pages of which something
        changed.

        MkDocs compares the times of a page's source and of the built file, twice in a build.
        That knows nothing of the programs that a page includes, and loses an edit made
        meanwhile.
        """
        for file in files.documentation_pages() if self.serving else ():
            changed = _when_changed(Path(str(file.abs_src_path)))
            is_new = self.served.get(file.src_uri) != changed
            self.building[file.src_uri] = changed
            vars(file)["is_modified"] = partial(bool, is_new)
        return files

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """``on_post_build``: complete the site; while serving once, since an edited page need
        not wait for the search and the downloads."""
        if not self.completed:
            finish(Path(config.site_dir), serving=self.serving)
        self.completed = self.serving
        self.served.update(self.building)


def _when_changed(page: Path) -> tuple[int, ...]:
    """When a page and the programs, outputs and notebooks that it includes were written."""
    files = [page]
    for name in INCLUDED.findall(page.read_text("utf-8")):
        for folder in (paths.SNIPPETS, paths.DOCS):
            files += (folder / name).parent.glob(f"{Path(name).stem}.*")
    return tuple(file.stat().st_mtime_ns for file in files)


def finish(site: Path, serving: bool = False) -> None:
    """Complete the site built into ``site``.

    A page that MkDocs serves carries a script of MkDocs that reloads it; no policy there.
    """
    search_index.write(site)
    downloads.write(site)
    if not serving:
        csp.write(site)
