"""The settings of the site, ``mkdocs.yml``, as MkDocs reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from mkdocs.utils.yaml import get_yaml_loader

from nlpjourney import paths


class SettingsError(Exception):
    """Settings that are not YAML; the message names file, line and fix."""


def read(file: Path) -> dict[str, Any]:
    """Read the settings in ``file``.

    Raises:
        SettingsError: the file cannot be read, or is not YAML with keys.
    """
    name = paths.shown_path(file)
    try:
        said = yaml.load(paths.read_text(file, SettingsError), get_yaml_loader())
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or error
        raise SettingsError(
            f"{name}:{1 + mark.line if mark else 1}: is not YAML: {problem}; indent "
            "the entries of a level alike, and put a title that contains a colon in quotes"
        ) from None
    if not isinstance(said, dict):
        raise SettingsError(f"{name}:1: has no keys; write key: value lines")
    return said
