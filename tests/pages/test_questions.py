"""The questions on Django's manual: their form, and their answers in the manual."""

import functools
import re
import tomllib
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pyarrow as pa
import pytest

from nlpjourney.hub import cache, catalog
from nlpjourney.paths import ROOT

FILES = {
    "retrieval": ROOT / "docs/notebooks/main_tasks/rag.toml",
    "answers": ROOT / "docs/notebooks/main_tasks/question_answering.toml",
}
MANUAL = "nlpjourney/django-manual"
MAX_PER_FILE = 4
MAX_WORDS = {"retrieval": 200, "answers": 12}  # a sentence, a short answer
MAX_ANSWER_CHARS = 120
HEX_DIGEST = re.compile("[0-9a-f]{64}")
HEADING = re.compile(r"^(?P<title>\S.*)\n(?P<line>([=\-~^\"'`#*+.])\3+)$", re.MULTILINE)

Question = dict[str, Any]
Manual = dict[str, str]  # the text of each page, by its path


def read(name: str) -> list[Question]:
    """The questions of one file, ``retrieval`` or ``answers``."""
    return tomllib.loads(FILES[name].read_text("utf-8"))["question"]


def half(file: str) -> str:
    """The half to which the questions of a file belong: ``tune`` if the last digit is even."""
    even = int(sha256(file.encode()).hexdigest()[-1], 16) % 2 == 0
    return "tune" if even else "report"


def spans(question: Question) -> list[Question]:
    """The spans that answer the question; none if its section does not answer it."""
    own = [question] if "start" in question else []
    return own + question.get("also", [])


def problems(questions: list[Question]) -> list[str]:
    """Problems of the form of the questions, each with its question."""
    found = []
    times = Counter(" ".join(each["question"].lower().split()) for each in questions)
    found += [f"{text}: stands {n} times" for text, n in times.items() if n > 1]
    files = Counter(each["file"] for each in questions)
    found += [f"{file}: {n} questions" for file, n in files.items() if n > MAX_PER_FILE]
    for each in questions:
        if each["half"] != half(each["file"]):
            found.append(f"{each['question']}: half is not {half(each['file'])}")
        if 0 < len({"start", "end", "sha256"} & each.keys()) < 3:
            found.append(f"{each['question']}: start, end and sha256 belong together")
            continue
        for span in spans(each):
            if not 0 <= span["start"] < span["end"]:
                found.append(f"{each['question']}: end is not after start")
            if not HEX_DIGEST.fullmatch(span["sha256"]):
                found.append(f"{each['question']}: sha256 is not a hex digest")
    return found


@functools.cache
def headings_of(text: str) -> list[tuple[int, str]]:
    """The headings of a page (lines underlined with one sign): where they begin, and their text."""
    return [
        (match.start(), match["title"])
        for match in HEADING.finditer(text)
        if len(match["line"]) >= len(match["title"])
    ]


def problems_in(manual: Manual, questions: list[Question], max_words: int) -> list[str]:
    """Answers that are not where the questions say, or have more than ``max_words`` words."""
    found = []
    for each in questions:
        if not spans(each):
            titles = [title for _, title in headings_of(manual[each["file"]])]
            if each["section"] not in titles:
                found.append(f"{each['question']}: no section {each['section']}")
        for span in spans(each):
            text = manual[span["file"]]
            answer = text[span["start"] : span["end"]]
            if sha256(answer.encode()).hexdigest() != span["sha256"]:
                found.append(f"{each['question']}: not the hash of {answer!r}")
            above = [t for start, t in headings_of(text) if start < span["start"]]
            if above[-1:] != [span["section"]]:
                found.append(f"{each['question']}: not in section {span['section']}")
            if len(answer.split()) > max_words:
                found.append(f"{each['question']}: more than {max_words} words")
    return found


@pytest.mark.parametrize("name", ["retrieval", "answers"])
def test_form(name: str) -> None:
    questions = read(name)
    assert problems(questions) == []
    assert len({each["file"] for each in questions}) >= 120
    assert sum(bool(spans(each)) for each in questions) >= 170
    halves = Counter(each["half"] for each in questions)
    assert min(halves.values()) >= 0.4 * len(questions)


def test_retrieval_always_has_an_answer() -> None:
    assert all("start" in each for each in read("retrieval"))


def test_answers_are_short_and_some_sections_have_none() -> None:
    questions = read("answers")
    assert sum(not spans(each) for each in questions) >= 40
    answered = [each for each in questions if spans(each)]
    assert max(each["end"] - each["start"] for each in answered) <= MAX_ANSWER_CHARS
    assert not any("also" in each for each in questions)


@pytest.fixture(scope="module")
def django() -> Manual:
    """The manual in the offline hub."""
    entry = next(each for each in catalog.read_catalog() if each.id == MANUAL)
    folder = cache.home() / entry.folder
    if cache.problems(entry, folder):
        pytest.fail(f"the offline hub lacks {MANUAL}; run `{cache.FIX}`")
    (file,) = folder.rglob("*-train.arrow")
    with pa.memory_map(str(file)) as source:
        rows = pa.ipc.open_stream(source).read_all().to_pylist()
    return {row["path"]: row["text"] for row in rows}


@pytest.mark.parametrize("name", ["retrieval", "answers"])
def test_answers_are_in_the_manual(django: Manual, name: str) -> None:
    assert problems_in(django, read(name), MAX_WORDS[name]) == []


PAGE = """\
=====
Feeds
=====

Feeding
=======

Give a hen 120 grams
of grain.

Watering
--------

Half a liter a day.
"""


def asked(text: str, title: str, **changes: Any) -> Question:
    """A question on ``PAGE`` with this answer."""
    start = PAGE.index(text)
    return {
        "question": f"What about {text}?",
        "file": "hens.txt",
        "section": title,
        "start": start,
        "end": start + len(text),
        "sha256": sha256(text.encode()).hexdigest(),
        "half": half("hens.txt"),
        **changes,
    }


def unanswered(title: str) -> Question:
    """A question that no section of ``PAGE`` answers."""
    question = asked("Half", title, question="What does a hen cost?")
    return {key: question[key] for key in ("question", "file", "section", "half")}


CLEAN = [
    asked("120 grams\nof grain", "Feeding"),
    asked(
        "Half a liter",
        "Watering",
        also=[asked("Give a hen", "Feeding")],
    ),
    unanswered("Feeds"),
]
OTHER_HALF = {"tune": "report", "report": "tune"}[half("hens.txt")]


HENS = {"hens.txt": PAGE}


def test_clean_questions_have_no_problem() -> None:
    assert problems(CLEAN) == []
    assert problems_in(HENS, CLEAN, max_words=12) == []


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        (lambda first: [first, first], "stands 2 times"),
        (
            lambda first: [{**first, "question": f"{n}?"} for n in range(5)],
            "hens.txt: 5 questions",
        ),
        (lambda first: [{**first, "half": OTHER_HALF}], "half is not"),
        (lambda first: [{**first, "end": first["start"]}], "end is not after start"),
        (lambda first: [{**first, "also": [{**first, "start": -1}]}], "end is not"),
        (lambda first: [{**first, "sha256": "abc"}], "not a hex digest"),
        (lambda first: [{**unanswered("Feeds"), "start": 3}], "belong together"),
    ],
)
def test_form_reports(
    fault: Callable[[Question], list[Question]], problem: str
) -> None:
    assert problem in "\n".join(problems(fault(CLEAN[0])))


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        (asked("120 grams\nof grain", "Feeding", start=1), "not the hash of"),
        (asked("Half a liter", "Watering", sha256="0" * 64), "not the hash of"),
        (asked("Half a liter", "Feeding"), "not in section Feeding"),
        (
            asked("Half", "Watering", also=[asked("Give", "Watering")]),
            "not in section Watering",
        ),
        (asked("Give a hen 120 grams\nof grain", "Feeding"), "more than 6 words"),
        (unanswered("Prices"), "no section Prices"),
    ],
)
def test_manual_reports(fault: Question, problem: str) -> None:
    assert problem in "\n".join(problems_in(HENS, [fault], max_words=6))
