"""Names of older releases that today's libraries no longer have: the newest release with each,
the error that it raises today, and what replaces it.

``removed_names.json`` has the names of older releases and of those that were current when it was
made (scripts/old_names.py reads them from their sources), ``removed_names.toml`` the replacements,
written by hand.
"""

import csv
import importlib
import inspect
import json
import sys
import tomllib
from pathlib import Path

import datasets
import huggingface_hub
import transformers
import trl

transformers.logging.set_verbosity_error()  # a task that warns is not gone
here = Path(__file__)
old_names = json.loads(here.with_suffix(".json").read_text("utf-8"))
replacements = tomllib.loads(here.with_suffix(".toml").read_text("utf-8"))
checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
tokenizer = transformers.AutoTokenizer.from_pretrained(checkpoint)
owners = {
    name: getattr(library, name)
    for name in old_names
    for library in (transformers, trl, datasets, huggingface_hub)
    if hasattr(library, name)
}
owners |= {"tokenizer": tokenizer, "Dataset": datasets.Dataset.from_dict({})}
POSITIONAL = {"load_dataset": ("json", None, None, "rows.json")}
Path("rows.json").write_text('{"text": "a row"}\n', "utf-8")
libraries = {
    name: importlib.import_module(name)
    for name in ("trl", "datasets", "huggingface_hub")
}


def attribute_error(owner, name):
    try:
        getattr(owners[owner], name)
    except AttributeError as error:
        return f"AttributeError: {error}"


def argument_error(owner, name):
    if owner not in owners:
        return f"ImportError: cannot import name '{owner}'"
    function = owners[owner]
    if name in inspect.signature(function).parameters:
        return None
    try:
        function(*POSITIONAL.get(owner, ()), **{name: True})
    except (TypeError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    return "no error: ignored"


def task_error(task):
    try:
        transformers.pipelines.check_task(task)
    except KeyError as error:
        message = error.args[0].partition(", available")[0]
        return f"KeyError: {message.partition(' See the migration')[0]}"


def import_error(library, name):
    if not hasattr(libraries[library], name):
        return f"ImportError: cannot import name '{name}' from '{library}'"


def removed(owner, name):
    """How a reader writes the name, and the error that it raises today, if it does."""
    if owner == "pipeline":
        return f'pipeline("{name}")', task_error(name)
    if owner in libraries:
        return f"{owner}.{name}", import_error(owner, name)
    if owner in ("tokenizer", "Dataset"):
        return f"{owner}.{name}", attribute_error(owner, name)
    return f"{owner}({name}=)", argument_error(owner, name)


table = csv.writer(sys.stdout, lineterminator="\n")
table.writerow(["Name", "Newest release with it", "Error today", "Replacement"])
for owner, names in old_names.items():
    for name, release in names.items():
        written, error = removed(owner, name)
        if error:
            replacement = replacements.get(owner, {}).get(name, "nothing")
            table.writerow([written, release, error, replacement])
