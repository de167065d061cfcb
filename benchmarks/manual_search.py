"""The site's search on the chunks of Django's guides: a row of the notebook on RAG.

    python -m benchmarks.manual_search

writes ``rag.site_search.csv`` next to the notebook: for each question the numbers of the best
chunks. A chunk is treated as a page with one section, whose title consists of the chunk's titles.
"""

from __future__ import annotations

import csv
import json
import re
import tomllib
from typing import Any

from nlpjourney.hub import cache
from nlpjourney.paths import ROOT
from nlpjourney.site import search_index
from nlpjourney.site.search_index import Page, Section
from scripts.bundle import node

QUESTIONS = ROOT / "docs/notebooks/main_tasks/rag.toml"
TABLE = QUESTIONS.with_name("rag.site_search.csv")
INDEX = "models--nlpjourney--django-guides/snapshots/*/chunks.json"
PROGRAM = ROOT / "benchmarks/manual_search.js"
MOST = 20  # chunks listed per question
MARKUP = re.compile(r":[a-z]+:|`")

Chunk = dict[str, Any]


def chunks() -> list[Chunk]:
    """The chunks of the index that the note on RAG builds."""
    (file,) = (cache.home() / "hub").glob(INDEX)
    found: list[Chunk] = json.loads(file.read_text("utf-8"))
    return found


def page(number: int, titles: list[str], text: str) -> Page:
    """A chunk as the search sees a page with one section."""
    title = " > ".join(titles)
    section = Section("", title, "note")
    section.add(text, search_index.PROSE)
    whole = Section("", title, "note", weights=section.weights.copy())
    whole.add(title, search_index.TITLE)
    section.add(title, search_index.HEADING)
    return Page(str(number), "note", [section], whole.weights)


def ask(pages: list[Page], questions: list[str]) -> list[list[int]]:
    """The numbers of the best pages for each question."""
    parts = search_index.index(pages)
    asked = {"parts": parts, "questions": questions, "most": MOST}
    done = node(str(PROGRAM), input=json.dumps(asked))
    if done.returncode:
        raise RuntimeError(done.stdout)
    answers: list[list[int]] = json.loads(done.stdout)
    return answers


def is_faq(chunk: Chunk) -> bool:
    path: str = chunk["path"]
    return path.startswith("faq/")


def rows() -> list[list[str]]:
    """Each question with the numbers of its best chunks.

    For a question that is a heading of the FAQ, the FAQ's headings are removed from the titles,
    which would otherwise contain the question itself.
    """
    index = chunks()
    paths = {chunk["path"] for chunk in index}
    written = tomllib.loads(QUESTIONS.read_text("utf-8"))["question"]
    ours = [each["question"] for each in written if each["file"] in paths]
    headings = dict.fromkeys(
        MARKUP.sub("", chunk["titles"][-1])
        for chunk in index
        if is_faq(chunk) and len(chunk["titles"]) > 1
    )
    as_written = [
        page(number, chunk["titles"], chunk["text"])
        for number, chunk in enumerate(index)
    ]
    without_headings = [
        page(
            number,
            chunk["titles"][:1] if is_faq(chunk) else chunk["titles"],
            chunk["text"],
        )
        for number, chunk in enumerate(index)
    ]
    asked = [*zip(ours, ask(as_written, ours), strict=True)]
    asked += zip(headings, ask(without_headings, [*headings]), strict=True)
    return [[question, " ".join(map(str, found))] for question, found in asked]


def main() -> None:
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["question", "chunks"])
        writer.writerows(rows())


if __name__ == "__main__":
    main()
