"""The site's encoder gives what the Python library gives, on a thousand strings of all kinds.

The bundle itself runs, in Node, with the tokenizer files of the built site.
"""

# ruff: noqa: RUF001 (letters that look like others are what is tested)
from __future__ import annotations

import json
import random
import shutil
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tokenizers import Tokenizer

from scripts import bundle, playgrounds, unicode_tables

RUNNER = Path(__file__).with_name("encode.mjs")
NAMES = list(playgrounds.TOKENIZERS)
COUNT = 1000


def listed(text: str) -> list[str]:
    return text.split()


SCRIPTS = listed("""
    Latin Greek Cyrillic Hebrew Arabic Devanagari Bengali Tamil Thai Tibetan Georgian
    Ethiopic Khmer Hiragana Katakana Hangul CJK Cherokee Mongolian Myanmar
""")
EMOJI = listed("😀 👩🏽‍💻 👨‍👩‍👧‍👦 🏴‍☠️ 🇩🇪 🇺🇳 ❤️ 1️⃣ ☝🏿 🫨 ©️")
EMOJI += ["🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"]
CODE = (
    "def f(x: int) -> str:\n    return f'{x:>10_d}'\n",
    "for (let i=0;i<1e3;++i){a[i]??=i**2n}\t// ok",
    "SELECT * FROM t WHERE a != 'b''c' AND d<=>0x1F;",
    "https://example.org/a%20b?q=1&r=%F0%9F%98%80#x",
    "<p class=\"a\">&amp;</p><script>alert('1')</script>",
)
WORDS = listed("""
    unhappiest tokenization I'm you're they'll WE'VE don't 'tis naïve Straße İstanbul
    ΟΔΥΣΣΕΥΣ ﬁne Ǆ ½ x² Ⅷ ١٢٣ ४५ 1234567 3.14 2026-11-28 [MASK] <|im_start|> <unk> ▁ ##
    ##ing Ġ …
""")
SPACES = [*" \t\n\r\v\f\x85\xa0\u1680\u2003\u2028\u2029\u202f\u205f\u3000\ufeff\u200b"]
MARKS = [chr(c) for c in range(0x300, 0x370)] + list("़゙ְֱֲّٰู๊᷎⃝ཱ༹𝅥︠\u0345\u0334\u0f73\u0344")
CONTROLS = [chr(c) for c in (*range(0x20), *range(0x7F, 0xA0), 0xAD, 0xFFFD, 0xFFFE)]
CONTROLS += [*"\u200d\u200e\u202e\u2066\ue000\U000f0000\U000e0041\U0010ffff\U00040000"]
HALVES = [chr(c) for c in (0xD800, 0xDBFF, 0xDC00, 0xDFFF)]


@cache
def strings() -> list[str]:
    """A thousand different strings, the same each time."""
    chance = random.Random(5)
    letters = {
        script: [
            chr(code)
            for code in range(0x30000)
            if unicodedata.name(chr(code), "").startswith(script.upper() + " ")
        ]
        for script in SCRIPTS
    }
    assigned = [
        chr(c)
        for c in range(0x110000)
        if unicodedata.category(chr(c)) not in ("Cs", "Co")
    ]

    def some(what: list[str], most: int, between: str = "") -> str:
        return between.join(chance.choices(what, k=chance.randint(1, most)))

    def marked() -> str:
        base = chance.choice(letters[chance.choice(SCRIPTS)] + WORDS)
        return base + some(MARKS, 4)

    kinds = (
        lambda: some(letters[chance.choice(SCRIPTS)], 12),
        lambda: some(EMOJI, 3, chance.choice(["", " "])),
        lambda: chance.choice(CODE),
        lambda: some(CONTROLS, 3),
        marked,
        lambda: some(HALVES, 3) + chance.choice(EMOJI)[1:],
        lambda: some(SPACES, 3) * chance.randint(1, 40),
        lambda: some([*"0123456789٠٣५²Ⅻ½①৪"], 20),
        lambda: some(WORDS, 4, " "),
        lambda: some([*"abcdefghijklmnopqrstuvwxyz"], 150),
        lambda: some(assigned, 8),
        lambda: some([*"'\"!?.,;:-_/\\()[]{}«»„“‘’–—¡¿。、・"], 4),
    )
    made = {"": None, " ": None}
    while len(made) < COUNT:
        pieces = [chance.choice(kinds)() for _ in range(chance.randint(1, 7))]
        made[chance.choice(["", " ", " ", "\n"]).join(pieces)] = None
    return list(made)


def readable(text: str) -> str:
    """As a browser has it and Python does not: halves of a pair joined or replaced."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@cache
def library(name: str) -> Tokenizer:
    file = playgrounds.tokenizer_file(playgrounds.TOKENIZERS[name].id)
    if not file.is_file():
        pytest.fail(f"the offline hub has no {file}; run make hub")
    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_padding()  # as tokenizer(text) does
    tokenizer.no_truncation()
    return tokenizer


def ask(folder: Path, tokenizer: str, **questions: list[str]) -> list[dict[str, Any]]:
    """The answers of the encoder in ``folder``."""
    done = bundle.node(
        str(RUNNER),
        str(folder),
        input=json.dumps({"tokenizer": tokenizer, **questions}),
    )
    assert done.returncode == 0, done.stdout
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def differences(folder: Path, name: str, texts: list[str]) -> list[str]:
    """The texts that the encoder splits, numbers or places otherwise than the library."""
    encodings = library(name).encode_batch([readable(text) for text in texts])
    answers = ask(folder, name, texts=texts)
    return [
        text
        for text, encoding, answer in zip(texts, encodings, answers, strict=True)
        if encoding.tokens != answer["tokens"]
        or encoding.ids != answer["ids"]
        or encoding.offsets != list(zip(answer["starts"], answer["ends"], strict=True))
    ]


@pytest.fixture
def assets(site: Path) -> Path:
    return site / "assets"


@pytest.mark.parametrize("name", NAMES)
def test_tokens_ids_and_offsets_are_the_librarys(assets: Path, name: str) -> None:
    assert len(strings()) == COUNT
    assert differences(assets, name, strings()) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_long_text_is_the_librarys_too(assets: Path, name: str) -> None:
    """It is encoded in parts, of which nobody sees anything."""
    texts = [between.join(strings()) for between in ("", " ", "\n")]
    assert min(map(len, texts)) > 50_000
    assert differences(assets, name, texts) == []


FAULTS = [
    ("minilm", "web/encoder.js", '.normalize("NFD")', '.normalize("NFC")'),
    ("minilm", "web/encoder.js", "nonspacing:[768,", "nonspacing:[769,"),
    ("smollm2", "web/encoder.js", "numeric:[48,10,", "numeric:[48,9,"),
    ("smollm2", "tokenizers/smollm2.js", '"merges":[1,1,', '"merges":[1,2,'),
    ("unigram", "tokenizers/unigram.js", '["e",-4.', '["e",-7.'),
]


@pytest.mark.parametrize(("name", "file", "right", "wrong"), FAULTS)
def test_a_changed_result_is_noticed(
    assets: Path, tmp_path: Path, name: str, file: str, right: str, wrong: str
) -> None:
    """Injected fault: a copy in which one thing is another."""
    faulty = tmp_path / "assets"
    for part in ("web", "tokenizers"):
        shutil.copytree(assets / part, faulty / part)
    text = (faulty / file).read_text("utf-8")
    assert right in text
    (faulty / file).write_text(text.replace(right, wrong), "utf-8")
    assert differences(faulty, name, strings())


@pytest.mark.parametrize("name", NAMES)
def test_the_steps_end_in_the_tokens(assets: Path, name: str) -> None:
    """What the page tells of a word is how the word was split."""
    texts = strings()[:300]
    told = 0
    encoded = ask(assets, name, texts=texts)
    words = sorted({word for answer in encoded for word in answer["texts"]})
    steps = dict(zip(words, ask(assets, name, words=words), strict=True))
    for answer in encoded:
        split: dict[int, list[str]] = {i: [] for i in range(len(answer["texts"]))}
        for token, word in zip(answer["tokens"], answer["words"], strict=True):
            if word >= 0:
                split[word].append(token)
        for number, tokens in split.items():
            if "tooLong" not in (found := steps[answer["texts"][number]]):
                assert last_step(found) == tokens
                told += 1
    assert told > 1000


def last_step(found: dict[str, Any]) -> list[str]:
    if found["type"] == "WordPiece":
        unknown = found.get("unknown")
        return [unknown] if unknown else [step["piece"] for step in found["steps"]]
    if found["type"] == "BPE":
        return found["merges"][-1]["symbols"] if found["merges"] else found["begin"]
    sums = [split["total"] for split in found["splits"]]
    assert sums == sorted(sums, reverse=True)
    fused: list[str] = []
    known = True
    for part in found["splits"][0]["tokens"]:
        if part["unknown"] and not known:
            fused[-1] += part["token"]
        else:
            fused.append(part["token"])
        known = not part["unknown"]
    return fused


def test_the_unicode_sets_are_the_librarys() -> None:
    """At the edge of every range, in all that is below U+3000, and at every hundredth."""
    sets = unicode_tables.read()
    inside = [
        {code for code in codes if code - 1 not in codes} for codes in sets.values()
    ]
    after = [{code + 1 for code in codes} - codes for codes in sets.values()]
    asked = {near for code in set().union(*inside, *after) for near in (code - 1, code)}
    asked |= {*range(0x3000), *range(0, 0x110000, 100)}
    asked = asked & {*range(0x110000)} - {*unicode_tables.SURROGATES}
    for name, measured in unicode_tables.measure(sorted(asked)).items():
        assert measured == sets[name] & asked, name
    assert len(asked) > 20_000
