"""Which code points the tokenizers library takes for letters, digits, accents and the like.

Its Unicode tables are of several versions, all others than a browser's, so the playground
takes the sets from here: ``python -m scripts.unicode_tables`` asks the library about every
code point and writes them to ``web/src/tokenizer/unicode.json``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from nlpjourney.paths import ROOT

FILE = ROOT / "web" / "src" / "tokenizer" / "unicode.json"
SURROGATES = range(0xD800, 0xE000)
BETWEEN = "0"  # joins no neighbour in any normalization
OVERLAY, IOTA = "\u0334", "\u0345"  # marks of the lowest and of the highest class


def measure(codes: Iterable[int]) -> dict[str, set[int]]:
    """The sets by name: which of ``codes`` belong to each. Surrogates belong to none."""
    from tokenizers import normalizers, pre_tokenizers

    every = [chr(code) for code in codes if code not in SURROGATES]

    def bert(**step: bool) -> normalizers.Normalizer:
        steps = ("clean_text", "handle_chinese_chars", "strip_accents", "lowercase")
        return normalizers.BertNormalizer(**dict.fromkeys(steps, False) | step)

    def normalized(
        normalizer: normalizers.Normalizer, before: str = "", after: str = ""
    ) -> Iterable[tuple[str, str]]:
        """Each code point, and what stands in its place."""
        chars = [char for char in every if char != BETWEEN]
        text = BETWEEN.join(before + char + after for char in chars)
        results = normalizer.normalize_str(text).split(BETWEEN)
        return zip(chars, results, strict=True)

    def pieces(
        splitter: pre_tokenizers.PreTokenizer, before: str, after: str = "\n"
    ) -> set[tuple[int, int]]:
        """Where a text with every code point between ``before`` and ``after`` is cut."""
        text = "".join(before + char + after for char in every)
        return {offsets for _, offsets in splitter.pre_tokenize_str(text)}

    def slots(found: set[tuple[int, int]], size: int, start: int, end: int) -> set[str]:
        return {
            char
            for number, char in enumerate(every)
            if (number * size + start, number * size + end) in found
        }

    nfd = normalizers.NFD()
    words = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    decomposed = {char for char, result in normalized(nfd) if result != char}
    reordered = {c for c, result in normalized(nfd, after=OVERLAY) if result[0] != c}
    reordered |= {c for c, result in normalized(nfd, before=IOTA) if result[0] == c}
    sets = {
        "removed": {c for c, got in normalized(bert(clean_text=True)) if not got},
        "chinese": {
            c for c, got in normalized(bert(handle_chinese_chars=True)) if got != c
        },
        "decomposed": decomposed,
        "reordered": reordered - decomposed,
        "nonspacing": {c for c, got in normalized(bert(strip_accents=True)) if not got},
        "punctuation": slots(
            pieces(pre_tokenizers.BertPreTokenizer(), "a", "a"), 3, 1, 2
        ),
        "numeric": slots(pieces(pre_tokenizers.Digits(True), "a", "a"), 3, 1, 2),
        "letter": slots(pieces(words, "a"), 3, 0, 2),
        "number": slots(pieces(words, "1"), 3, 0, 2),
    }
    return {name: set(map(ord, chars)) for name, chars in sets.items()}


def read() -> dict[str, set[int]]:
    """The sets as the file holds them: by turns a gap before a range and its length."""
    sets: dict[str, set[int]] = {}
    for name, runs in json.loads(FILE.read_bytes()).items():
        end, sets[name] = 0, set()
        for gap, length in zip(runs[::2], runs[1::2], strict=True):
            sets[name] |= set(range(end + gap, end + gap + length))
            end += gap + length
    return sets


def write(sets: dict[str, set[int]]) -> None:
    found = {name: _gaps_and_lengths(codes) for name, codes in sets.items()}
    FILE.write_text(json.dumps(found, separators=(",", ":")) + "\n")


def _gaps_and_lengths(codes: set[int]) -> list[int]:
    runs: list[int] = []
    end = 0
    for code in sorted(codes):
        if not runs or code != end:
            runs += [code - end, 0]
        runs[-1] += 1
        end = code + 1
    return runs


if __name__ == "__main__":
    write(measure(range(0x110000)))
