"""The questions on Django's manual (``experiments/questions/``): their form, and their answers
where the manual is at hand.

``DJANGO_MANUAL`` names the unpacked ``docs/`` of the source archive of Django 5.2.19.
"""

import os
import re
import tomllib
from collections import Counter
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from nlpjourney.paths import ROOT

QUESTIONS = ROOT / "experiments" / "questions"
MANUAL = os.environ.get("DJANGO_MANUAL")
MAX_PER_FILE = 4
MAX_WORDS = {"retrieval": 200, "answers": 12}  # a sentence, a short answer
MAX_ANSWER_CHARS = 120  # where the manual is not at hand
HEX_DIGEST = re.compile("[0-9a-f]{64}")
HEADING = re.compile(r"^(?P<title>\S.*)\n(?P<line>([=\-~^\"'`#*+.])\3+)$", re.MULTILINE)

Question = dict[str, Any]


def read(name: str) -> list[Question]:
    """The questions of one file, ``retrieval`` or ``answers``."""
    return tomllib.loads((QUESTIONS / f"{name}.toml").read_text("utf-8"))["question"]


def half(file: str) -> str:
    """Where the questions of a file belong: ``tune`` if the last digit is even."""
    even = int(sha256(file.encode()).hexdigest()[-1], 16) % 2 == 0
    return "tune" if even else "report"


def spans(question: Question) -> list[Question]:
    """What answers the question: none if its section does not."""
    own = [question] if "start" in question else []
    return own + question.get("also", [])


def problems(questions: list[Question]) -> list[str]:
    """What is wrong with the form of the questions, each with its question."""
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


@cache
def page(path: Path) -> tuple[str, list[tuple[int, str]]]:
    """A file's text, and where its headings begin: lines that one sign underlines."""
    text = path.read_bytes().decode("utf-8")
    headings = [
        (match.start(), match["title"])
        for match in HEADING.finditer(text)
        if len(match["line"]) >= len(match["title"])
    ]
    return text, headings


def problems_in(manual: Path, questions: list[Question], max_words: int) -> list[str]:
    """Which answers are not where the questions say, or have more than ``max_words``."""
    found = []
    for each in questions:
        if not spans(each):
            _, headings = page(manual / each["file"])
            if each["section"] not in [title for _, title in headings]:
                found.append(f"{each['question']}: no section {each['section']}")
        for span in spans(each):
            text, headings = page(manual / span["file"])
            answer = text[span["start"] : span["end"]]
            if sha256(answer.encode()).hexdigest() != span["sha256"]:
                found.append(f"{each['question']}: not the hash of {answer!r}")
            above = [title for start, title in headings if start < span["start"]]
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


@pytest.mark.skipif(MANUAL is None, reason="DJANGO_MANUAL does not name the manual")
@pytest.mark.parametrize("name", ["retrieval", "answers"])
def test_answers_stand_in_the_manual(name: str) -> None:
    assert problems_in(Path(MANUAL or ""), read(name), MAX_WORDS[name]) == []


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


@pytest.fixture
def manual(tmp_path: Path) -> Path:
    (tmp_path / "hens.txt").write_text(PAGE, "utf-8")
    return tmp_path


def test_clean_questions_have_no_problem(manual: Path) -> None:
    assert problems(CLEAN) == []
    assert problems_in(manual, CLEAN, max_words=12) == []


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
def test_manual_reports(manual: Path, fault: Question, problem: str) -> None:
    assert problem in "\n".join(problems_in(manual, [fault], max_words=6))
