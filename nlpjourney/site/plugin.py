"""The MkDocs plugin: it renders each page to Markdown, adds the generated files, and completes the
built site."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Literal

from mkdocs.config.base import LegacyConfig
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as SitePage

from nlpjourney.content import front_matter, project
from nlpjourney.content.pages import PageError
from nlpjourney.content.results import ResultsError
from nlpjourney.content.snapshots import MissingOutput
from nlpjourney.site import (
    csp,
    downloads,
    highlighting,
    notebook_pages,
    search_index,
)
from nlpjourney.site.charts import PlotError
from nlpjourney.site.markdown_extension import SiteExtension

log = get_plugin_logger("nlpjourney")


class NLPJourneyPlugin(BasePlugin[LegacyConfig]):  # type: ignore[no-untyped-call]
    """Holds the files of the current build (``building``) and of the last one that succeeded while
    serving (``served``), by their paths below the site's root."""

    def __init__(self) -> None:
        self.serving = False
        self.completed = False
        self.texts: dict[str, str] = {}
        self.building: dict[str, bytes] = {}
        self.served: dict[str, bytes] = {}

    def on_startup(
        self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool
    ) -> None:
        """``on_startup``: keep this plugin between builds while serving."""
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """``on_config``: let Markdown draw formulas, link terms, frame tables and highlight
        code with few elements."""
        config.markdown_extensions.append(SiteExtension())  # type: ignore[arg-type]
        highlight = config.mdx_configs.setdefault("pymdownx.highlight", {})
        highlight["extend_pygments_lang"] = highlighting.LANGUAGES
        notebook_pages.set_up()
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """``on_files``, after mkdocs-jupyter's: render all pages to Markdown and add the generated
        files. While serving with ``--dirty``, mark the pages that changed: MkDocs does not know
        which programs a page includes.

        A page that cannot be shown stops the build. A problem between pages is logged as an
        error, which fails a strict build at its end, also a quiet one."""
        try:
            sources = downloads.read()
            self.texts = sources.texts
            self.building = downloads.files(sources)
        except PageError as error:
            raise PluginError("\n".join(project.problems()) or str(error)) from None
        except (PlotError, MissingOutput, ResultsError) as error:
            raise PluginError(str(error)) from None
        for problem in project.between(list(sources.pages.values())):
            log.error(problem)
        for name, content in self.building.items():
            files.append(self._mark(_generated(name, content, config), name))
        for file in files.documentation_pages():
            self._mark(file, downloads.markdown_name(file.src_uri))
        return files

    def _mark(self, file: File, name: str) -> File:
        """While serving, tell MkDocs whether the file changed since it was last served."""
        if self.serving:
            is_new = self.building.get(name) != self.served.get(name)
            vars(file)["is_modified"] = functools.partial(bool, is_new)
        return file

    def on_page_markdown(
        self, markdown: str, *, page: SitePage, config: MkDocsConfig, files: Files
    ) -> str:
        """``on_page_markdown``, before the tags plugin's: return the page's rendered Markdown; take
        the front matter of a notebook from its metadata."""
        if page.file.src_uri not in self.texts:
            return markdown
        if notebook_pages.is_notebook(page):
            about = front_matter.read(Path(str(page.file.abs_src_path)))
            page.meta["title"] = about.title
            page.meta["description"] = about.description
            for key in ("tags", "keywords", "hide"):
                page.meta[key] = list(getattr(about, key))
        programs = downloads.zip_name(page.file.src_uri)
        page.meta["zip"] = programs if programs in self.building else ""
        page.meta["as_notebook"] = downloads.notebook_name(page.file.src_uri)
        return self.texts[page.file.src_uri]

    def on_pre_page(
        self, page: SitePage, *, config: MkDocsConfig, files: Files
    ) -> SitePage:
        """``on_pre_page``, after mkdocs-jupyter's: give notebooks the site's Markdown."""
        if notebook_pages.is_notebook(page):
            notebook_pages.prepare(page)
        return page

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """``on_post_build``: complete the site; while serving only once, so that an edited page
        does not wait for the search index."""
        if not self.completed:
            finish(Path(config.site_dir), serving=self.serving)
        self.completed = self.serving
        self.served = self.building


def _generated(name: str, content: bytes, config: MkDocsConfig) -> File:
    """A generated file. The Markdown of a page gets a name that MkDocs does not take for a page."""
    source = f"{name}.txt" if name.endswith(".md") else name
    file = File.generated(config, source, content=content)
    file.dest_uri = name
    return file


def finish(site: Path, serving: bool = False) -> None:
    """Complete the site built into ``site``.

    While serving, pages have no policy, since MkDocs adds a script that reloads them.
    """
    search_index.write(site)
    if not serving:
        csp.write(site)
