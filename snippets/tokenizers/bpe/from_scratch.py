import json
import re
import unicodedata
from collections import Counter
from itertools import pairwise

from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

PRINTABLE = [*range(33, 127), *range(161, 173), *range(174, 256)]
BYTES = PRINTABLE + [byte for byte in range(256) if byte not in PRINTABLE]  # by id
WORD = " ?[^ ]+| +"


def split(text):
    """The ids of the bytes, word by word: no merge crosses a word."""
    return [[BYTES.index(b) for b in word.encode()] for word in re.findall(WORD, text)]


def merge(ids, pair, new_id):
    merged = []
    for token in ids:
        if merged and (merged[-1], token) == pair:
            merged[-1] = new_id
        else:
            merged.append(token)
    return merged


def train(text, vocab_size):
    """The merges in the order they were learned: {(left id, right id): new id}."""
    words, merges = Counter(map(tuple, split(text))), {}
    for new_id in range(256, vocab_size):
        pairs = Counter()
        for word, count in words.items():
            for pair in pairwise(word):
                pairs[pair] += count
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))  # a tie: lowest ids
        merges[best] = new_id
        words = {tuple(merge(word, best, new_id)): n for word, n in words.items()}
    return merges


def encode(text, merges):
    ids = []
    for word in split(text):
        while pairs := [pair for pair in pairwise(word) if pair in merges]:
            first = min(pairs, key=merges.get)  # the merge that was learned first
            word = merge(word, first, merges[first])
        ids += word
    return ids


def decode(ids, merges):
    tokens = [bytes([byte]) for byte in BYTES]
    for left, right in merges:
        tokens.append(tokens[left] + tokens[right])
    return b"".join(tokens[i] for i in ids).decode(errors="replace")


if __name__ == "__main__":
    names = [unicodedata.name(chr(code)) for code in range(0xA1, 0x370)]
    corpus = " ".join(names).lower()  # a text that is the same in every Python
    merges = train(corpus, vocab_size=400)
    words = pre_tokenizers.Split(Regex(WORD), "isolated")
    to_bytes = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    library = Tokenizer(models.BPE())
    library.pre_tokenizer = pre_tokenizers.Sequence([words, to_bytes])
    options = {"vocab_size": 400, "initial_alphabet": to_bytes.alphabet()}
    trainer = trainers.BpeTrainer(show_progress=False, **options)
    library.train_from_iterator([corpus], trainer)
    learned = json.loads(library.to_str())["model"]["merges"]
    learned = [tuple(map(library.token_to_id, pair)) for pair in learned]
    assert list(merges) == learned
    print(f"{len(merges)} merges, the same as the library's and in the same order")
    for text in ("latin small letter", "naïve café", "日本語 👩‍🚀", "e\u0301\x00\t\n"):
        ids = encode(text, merges)
        assert ids == library.encode(text).ids
        assert decode(ids, merges) == text
        print(f"{len(text.encode()):2} bytes, {len(ids):2} tokens, equal: {text!r}")
