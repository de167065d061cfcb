"""Export of the site's pages for other generators: plain Markdown, assets, settings.

Building them needs nothing of this project: the Markdown contains blocks, outputs, charts and
tables.
"""

from __future__ import annotations

import posixpath
import re
import shutil
from pathlib import Path
from typing import Any

import yaml

from nlpjourney import paths
from nlpjourney.content import results
from nlpjourney.site import downloads
from nlpjourney.site.downloads import Sources

KEPT = ("site_name", "site_description", "copyright", "use_directory_urls")
LINK = re.compile(r"\]\((?P<path>[^()#\s:]+\.ipynb)(?=[)#])")


def write(out: Path) -> int:
    """Write the files into ``out``, an empty or new folder; return the number of pages.

    Raises:
        FileExistsError: ``out`` is not empty.
    """
    if out.exists() and any(out.iterdir()):
        raise FileExistsError(f"{out} is not empty; name a new folder")
    sources = downloads.read()
    docs = out / "docs"
    ignored = shutil.ignore_patterns(
        "__pycache__", ".ipynb_checkpoints", "*.md", "errors.toml"
    )
    shutil.copytree(paths.DOCS, docs, ignore=ignored, dirs_exist_ok=True)
    for name, page in sources.pages.items():
        text = downloads.head(sources.about[name]) + sources.markdown(name)
        _write(docs / downloads.markdown_name(name), _to_pages(text, name, sources))
        for file, svg in downloads.pictures(name, page).items():
            _write(docs / file, svg)
    programs = sources.site.programs
    _write(docs / results.NAME, programs.published)
    _write(out / "mkdocs.yml", _settings(sources.settings))
    return len(sources.pages)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def _to_pages(text: str, name: str, sources: Sources) -> str:
    """The Markdown of a page, with links to notebooks replaced by links to their Markdown."""

    def lead(link: re.Match[str]) -> str:
        target = posixpath.join(posixpath.dirname(name), link["path"])
        if posixpath.normpath(target) not in sources.pages:
            return link[0]
        return f"]({downloads.markdown_name(link['path'])}"

    return LINK.sub(lead, text)


def _settings(settings: dict[str, Any]) -> str:
    """A mkdocs.yml with the site's navigation and Markdown extensions, without plugins."""
    kept: dict[str, Any] = {key: settings[key] for key in KEPT if key in settings}
    features = settings["theme"]["features"]
    kept["theme"] = {
        "name": "material",
        "language": "en",
        "font": False,
        "features": features,
    }
    kept["extra_css"] = settings["extra_css"]
    kept["markdown_extensions"] = settings["markdown_extensions"]
    kept["nav"] = _nav(settings["nav"])
    return str(yaml.safe_dump(kept, sort_keys=False, allow_unicode=True))


def _nav(entry: Any) -> Any:
    if isinstance(entry, str):
        return downloads.markdown_name(entry)
    if isinstance(entry, list):
        return [_nav(one) for one in entry]
    return {title: _nav(inside) for title, inside in entry.items()}
