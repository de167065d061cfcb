"""The site's encoder gives the same result as the Python library on a thousand ordinary strings.

The bundle itself runs, in Node, with the tokenizer files of the built site.
"""

# ruff: noqa: RUF001 (letters that look like others are what is tested)
from __future__ import annotations

import json
import random
import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tokenizers import Tokenizer

from scripts import bundle, playgrounds

RUNNER = Path(__file__).with_name("encode.mjs")
NAMES = list(playgrounds.TOKENIZERS)
COUNT = 1000


SENTENCES = """
The unhappiest tokenizers can't split what they've never seen; it's 5 o'clock, isn't it?
Crème brûlée à la française : l'été où Zoë mangea 3,50 € de pâté — déjà vu !
Größere Straßen überqueren die Fußgänger nur bei „Grün“, sagte er.
¿Dónde está el niño? ¡Mañana será otro día, señor Muñoz!
Não há coração que aguente tanta emoção: até amanhã.
Perché no? È così che funziona, città dopo città.
Zażółć gęślą jaźń, a potem idź do łóżka.
Příliš žluťoučký kůň úpěl ďábelské ódy.
İstanbul'da ılık bir akşam, çığ gibi büyüyen ışıklar.
Tiếng Việt có nhiều dấu: Nguyễn, phở, Đà Nẵng.
Η Αθήνα είναι πρωτεύουσα. ΟΔΥΣΣΕΥΣ, ΣΟΦΟΣ, ΐ και ς.
Съешь же ещё этих мягких французских булок, да выпей чаю.
Її їжак з'їв ґрунт і пішов на північ.
שלום עולם, מה שלומך היום? בְּרֵאשִׁית
مرحبا بالعالم، كيف حالك اليوم؟ السَّلامُ عليكم ١٢٣٤
नमस्ते दुनिया, आप कैसे हैं? हिन्दी में १२३।
বাংলা ভাষা খুব সুন্দর।
வணக்கம் உலகம், எப்படி இருக்கிறீர்கள்?
สวัสดีชาวโลก วันนี้อากาศดีมาก
გამარჯობა მსოფლიო, როგორ ხარ?
ሰላም ለዓለም።
自然言語処理はたのしい。「東京」へ行きましょう！
今天天气很好，我们去北京吧。《红楼梦》：12本、３４
자연어 처리는 재미있습니다. 안녕하세요?
In 2026, 3.14159 × 1,000,000 ≈ 3141590; ½ + ⅓, x² Ⅷ, 50 % ± 2 °C, 1e-7 $100 № 5
DON'T WE'VE I'm You're they'll 'tis naïve café re\u0301sume\u0301 Å A\u030a n\u0303 …
[MASK] <|im_start|> <|im_end|> <unk> [CLS] ## ##ing Ġ ▁ ▁word [UNK]
user@example.org https://example.org/a%20b?q=1&r=%F0%9F%98%80#x C:\\Users\\me ~/.bashrc
""".strip().split("\n")
EMOJI = """
😀 👩🏽‍💻 👨‍👩‍👧‍👦 🏴‍☠️ 🇩🇪 🇺🇳 ❤️ 1️⃣ ☝🏿 ©️ 🦊 👍🏽 ✅ → ™
""".strip().split(" ")
EMOJI += ["🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"]
CODE = (
    "def f(x: int) -> str:\n    return f'{x:>10_d}'\n",
    "for (let i=0;i<1e3;++i){a[i]??=i**2n}\t// ok",
    "SELECT * FROM t WHERE a != 'b''c' AND d<=>0x1F;",
    "<p class=\"a\">&amp;</p><script>alert('1')</script>",
    "if x:\n\n\tpass\r\n    # ----- done -----\n",
)
SPACES = (" ", "  ", "\t", "\n", "\n\n", "\r\n", "    ", "\xa0", "\u202f", "\u3000")
SIGNS = [*"'\"!?.,;:-_/\\()[]{}«»„“‘’–—¡¿。、・*+=<>|~^`@#&%"]


@cache
def strings() -> list[str]:
    """A thousand different ordinary strings, the same in each run."""
    chance = random.Random(5)

    def some(what: Sequence[str], most: int, between: str = "") -> str:
        return between.join(chance.choices(what, k=chance.randint(1, most)))

    def phrase() -> str:
        words = chance.choice(SENTENCES).split()
        start = chance.randrange(len(words))
        return " ".join(words[start : start + chance.randint(1, 6)])

    kinds = (
        phrase,
        phrase,
        phrase,
        lambda: some(EMOJI, 3, chance.choice(["", " "])),
        lambda: chance.choice(CODE),
        lambda: some(SPACES, 3),
        lambda: some([*"0123456789.,"], 12),
        lambda: some([*"abcdefghijklmnopqrstuvwxyz"], 150),
        lambda: some(SIGNS, 4),
    )
    made = dict.fromkeys(["", " ", *SENTENCES, *CODE, *EMOJI])
    while len(made) < COUNT:
        pieces = [chance.choice(kinds)() for _ in range(chance.randint(1, 7))]
        made[chance.choice(["", " ", " ", "\n"]).join(pieces)] = None
    return list(made)


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
    """The texts for which tokens, ids or offsets differ from those of the library."""
    encodings = library(name).encode_batch(texts)
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
    """It is encoded in parts, but the result is the same."""
    texts = [between.join(strings()) for between in ("", " ", "\n")]
    assert min(map(len, texts)) > 50_000
    assert differences(assets, name, texts) == []


FAULTS = [
    ("minilm", "web/encoder.js", '.normalize("NFD")', '.normalize("NFC")'),
    ("minilm", "web/encoder.js", "=/\\p{Mn}/u", "=/\\p{Me}/u"),
    ("smollm2", "web/encoder.js", "[^\\p{N}]+|\\p{N}/", "[^\\d]+|\\d/"),
    ("smollm2", "tokenizers/smollm2.js", '"merges":[1,1,', '"merges":[1,2,'),
    ("unigram", "tokenizers/unigram.js", '["e",-4.', '["e",-7.'),
]


@pytest.mark.parametrize(("name", "file", "right", "wrong"), FAULTS)
def test_a_changed_result_is_noticed(
    assets: Path, tmp_path: Path, name: str, file: str, right: str, wrong: str
) -> None:
    """Injected fault: a copy with one change."""
    faulty = tmp_path / "assets"
    for part in ("web", "tokenizers"):
        shutil.copytree(assets / part, faulty / part)
    text = (faulty / file).read_text("utf-8")
    assert right in text
    (faulty / file).write_text(text.replace(right, wrong), "utf-8")
    assert differences(faulty, name, strings())


@pytest.mark.parametrize("name", NAMES)
def test_the_steps_end_in_the_tokens(assets: Path, name: str) -> None:
    """The explanation of a word ends in the tokens into which it was split."""
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
