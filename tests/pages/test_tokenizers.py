"""The from-scratch tokenizers of the notes compared with the tokenizers library.

The functions come from the snippet files that the notes show. If they cannot match the library,
the test says why and checks that the difference is the one that the note describes.
"""

import json
import random
import runpy
import unicodedata
from collections import Counter
from itertools import groupby
from pathlib import Path

import pytest
from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

SNIPPETS = Path(__file__).parents[2] / "snippets" / "tokenizers"
BPE, WORDPIECE, UNIGRAM = (
    runpy.run_path(str(SNIPPETS / name / "from_scratch.py"), run_name="snippet")
    for name in ("bpe", "wordpiece", "unigram")
)

NAMES = " ".join(unicodedata.name(chr(code)) for code in range(0xA1, 0x370)).lower()
TOY_WORDS = (
    "happy happier happiest unhappy kind kinder kindest unkind fast faster fastest"
)
TOY_COUNTS = [8, 4, 5, 5, 9, 4, 5, 4, 9, 6, 5]
TOY = " ".join(
    " ".join([word] * count)
    for word, count in zip(TOY_WORDS.split(), TOY_COUNTS, strict=True)
)
REPEATS = "aaaa aaa aa a aaaaaaa abab ababa baba aabaab aaab abba bbbb " * 3
MIXED = "naïve café über größer 日本語 日本 こんにちは 🙂🙂 👩‍🚀 e\u0301te\u0301 x**2 "

CORPORA = {"names": NAMES, "toy": TOY, "repeats": REPEATS, "mixed": MIXED, "none": ""}

SCRIPTS = {
    "latin": "abcdehiklnoprstuy",
    "accents": "éèüßñøåçœ",
    "greek and cyrillic": "αβγδλπσωабвгджя",
    "arabic and hebrew": "ابتثجאבגדה",
    "devanagari and thai": "अआकखगािีกขคงจ",
    "chinese, japanese, korean": "日本語東京大学한국어안녕ひらカナ",
    "emoji": "🙂🚀👩👍🏽🇫🇷\u200d\ufe0f",
    "combining marks": "\u0301\u0308\u0327\u20dd\u0e48",
    "control and space characters": "\x00\x01\x07\t\n\r\x0b\x0c\x1c\x7f\x85\xa0\u2028",
    "code": "{}[]()<>=+-*/\\'\"_#@!;:.,0123456789def return",
    "special tokens": ["[UNK]", "<unk>", "<UNK>", "##", "▁", "Ġ"],
    "any plane": [chr(code) for code in (0x1D49C, 0x10348, 0xE0041, 0x10FFFF, 0xFFFD)],
}


def random_texts(count, seed=0, longest=40):
    """Texts that mix the scripts, with spaces, from a fixed seed."""
    rng = random.Random(seed)
    texts = []
    for _ in range(count):
        pool = [" ", *rng.choice(list(SCRIPTS.values())), *SCRIPTS["latin"]]
        pool += rng.choice(list(SCRIPTS.values()))
        texts.append("".join(rng.choices(pool, k=rng.randint(1, longest))))
    return texts


def any_text(count, seed=1):
    """Texts of code points from all of Unicode, except surrogates."""
    rng = random.Random(seed)
    codes = [*range(0xD800), *range(0xE000, 0x110000)]
    return ["".join(map(chr, rng.choices(codes, k=20))) for _ in range(count)]


TEXTS = ["", " ", "  ", "a  b", *random_texts(1500), *any_text(500)]


def test_the_texts_are_as_varied_as_claimed():
    assert len(set(TEXTS)) > 1_500
    categories = {unicodedata.category(char) for text in TEXTS for char in text}
    assert {"Lu", "Ll", "Lo", "Mn", "Nd", "Cc", "Cf", "So", "Zs", "Cn"} <= categories


# Byte-level BPE: equal everywhere.


def bpe_library(corpus, vocab_size):
    words = pre_tokenizers.Split(Regex(BPE["WORD"]), "isolated")
    to_bytes = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    library = Tokenizer(models.BPE())
    library.pre_tokenizer = pre_tokenizers.Sequence([words, to_bytes])
    options = {"vocab_size": vocab_size, "initial_alphabet": to_bytes.alphabet()}
    trainer = trainers.BpeTrainer(show_progress=False, **options)
    library.train_from_iterator([corpus], trainer)
    return library


def library_merges(library):
    merges = json.loads(library.to_str())["model"]["merges"]
    return [tuple(map(library.token_to_id, pair)) for pair in merges]


@pytest.mark.parametrize("vocab_size", [256, 257, 300, 400])
@pytest.mark.parametrize("corpus", CORPORA.values(), ids=CORPORA)
def test_bpe_learns_the_same_merges(corpus, vocab_size):
    merges = BPE["train"](corpus, vocab_size)
    library = bpe_library(corpus, vocab_size)
    assert list(merges) == library_merges(library)
    assert library.get_vocab_size() == 256 + len(merges)


def test_bpe_learns_the_same_merges_from_random_texts_full_of_ties():
    rng = random.Random(2)
    for alphabet in ("ab", "aab ", "abc é🙂") * 30:
        corpus = " ".join("".join(rng.choices(alphabet, k=9)) for _ in range(20))
        vocab_size = rng.randint(256, 320)
        merges = BPE["train"](corpus, vocab_size)
        assert list(merges) == library_merges(bpe_library(corpus, vocab_size)), corpus


@pytest.mark.parametrize("corpus", [NAMES, REPEATS + MIXED], ids=["names", "mixed"])
def test_bpe_encodes_and_decodes_like_the_library(corpus):
    merges, library = BPE["train"](corpus, 400), bpe_library(corpus, 400)
    for text in TEXTS:
        ids = BPE["encode"](text, merges)
        assert ids == library.encode(text).ids, repr(text)
        assert BPE["decode"](ids, merges) == text


# WordPiece: encoding is equal; training is, once the order of the alphabet is given.


def wordpiece_library(corpus, vocab_size):
    library = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    library.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    options = {"vocab_size": vocab_size, "special_tokens": ["[UNK]"]}
    trainer = trainers.WordPieceTrainer(show_progress=False, **options)
    library.train_from_iterator([corpus], trainer)
    return library


def alphabet_of(vocab):
    tokens = sorted(vocab, key=vocab.get)
    return [token for token in tokens if len(token.removeprefix("##")) == 1]


@pytest.mark.parametrize("corpus", CORPORA.values(), ids=CORPORA)
@pytest.mark.parametrize("more", [0, 1, 8, 40])
def test_the_wordpiece_trainer_merges_by_frequency(corpus, more):
    size = wordpiece_library(corpus, 0).get_vocab_size() + more
    theirs = wordpiece_library(corpus, size).get_vocab()
    alphabet = ["[UNK]", *alphabet_of(theirs)]
    frequency = Counter(corpus.split())
    assert WORDPIECE["train"](frequency, alphabet, size, by_score=False) == theirs


def test_merging_by_score_is_another_algorithm():
    theirs = wordpiece_library(NAMES, 120).get_vocab()
    alphabet = ["[UNK]", *alphabet_of(theirs)]
    by_score = WORDPIECE["train"](Counter(NAMES.split()), alphabet, 120)
    assert len(by_score.keys() ^ theirs.keys()) > 60


def test_wordpiece_training_is_not_reproducible():
    """Ids of the ## characters follow a hash map, and ties follow the ids."""
    orders, vocabularies = set(), set()
    for _ in range(300):
        vocab = wordpiece_library(TOY, 29).get_vocab()
        orders.add(tuple(sorted(vocab, key=vocab.get)))
        vocabularies.add(frozenset(vocab))
        if min(len(orders), len(vocabularies)) > 1:
            break
    assert len(orders) > 1
    assert len(vocabularies) > 1
    assert len({tuple(library_merges(bpe_library(TOY, 280))) for _ in range(50)}) == 1


def test_every_character_stands_alone_but_only_inner_ones_continue_a_word():
    vocab = wordpiece_library(TOY, 34).get_vocab()
    assert set(TOY.replace(" ", "")) <= vocab.keys()
    continued = {token[2] for token in alphabet_of(vocab) if token.startswith("##")}
    assert continued == {char for word in TOY.split() for char in word[1:]}
    assert "f" in vocab
    assert "##f" not in vocab


@pytest.mark.parametrize(
    ("corpus", "least_known"),
    [(NAMES, 100), (MIXED, 30), (" ".join(random_texts(200, seed=3)), 1_000)],
    ids=["names", "mixed", "random"],
)
def test_wordpiece_encodes_like_the_library(corpus, least_known):
    vocab = wordpiece_library(corpus, 500).get_vocab()
    library = Tokenizer(models.WordPiece(vocab, unk_token="[UNK]"))  # no added tokens
    known = 0
    for text in TEXTS:
        for word in filter(None, [text, *text.split(" ")]):
            ids = WORDPIECE["encode"](word, vocab)
            assert ids == library.encode(word).ids, repr(word)
            known += ids != [vocab["[UNK]"]]
    assert known > least_known


def test_a_word_may_have_100_characters_however_many_bytes():
    vocab = {"[UNK]": 0, "é": 1, "##é": 2}
    library = Tokenizer(models.WordPiece(vocab, unk_token="[UNK]"))
    for length, tokens in ((100, 100), (101, 1)):
        ids = WORDPIECE["encode"]("é" * length, vocab)
        assert ids == library.encode("é" * length).ids
        assert len(ids) == tokens


# Unigram: training is equal, but for characters that lost their place; so is encoding.


def unigram_library(corpus, vocab_size, **options):
    library = Tokenizer(models.Unigram())
    library.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    options |= {"vocab_size": vocab_size, "show_progress": False}
    library.train_from_iterator([corpus], trainers.UnigramTrainer(**options))
    return library


def library_scores(library):
    return dict(json.loads(library.to_str())["model"]["vocab"])


@pytest.mark.parametrize(
    ("corpus", "vocab_size"),
    [
        *((NAMES, vocab_size) for vocab_size in (40, 60, 80, 150, 1000)),
        *((TOY, 30), (REPEATS, 20), (MIXED, 60)),
    ],
    ids=str.split("names40 names60 names80 names150 names1000 toy30 repeats20 mixed60"),
)
def test_unigram_learns_the_same_tokens_and_scores(corpus, vocab_size):
    ours = UNIGRAM["train"](Counter(corpus.split()), vocab_size)
    theirs = library_scores(unigram_library(corpus, vocab_size))
    assert ours.keys() == theirs.keys()
    # A character that training dropped comes back with the lowest score. The library
    # adds 0.0001 for each of them, in the order of a hash set.
    lowest = min(ours.values())
    lost = [token for token in ours if ours[token] == lowest and len(token) == 1]
    for token in ours:
        if token in lost:
            assert lowest - 1e-6 < theirs[token] < lowest + 1e-4 * len(lost)
        else:
            assert theirs[token] == pytest.approx(ours[token], abs=1e-6)


def test_the_pruning_loss_keeps_other_tokens_than_the_correct_one():
    frequency = Counter(NAMES.split())
    theirs = library_scores(unigram_library(NAMES, 60)).keys()
    correct = UNIGRAM["train"](frequency, 60, as_library=False).keys()
    assert theirs - correct == {"ed", "ow"}
    assert correct - theirs == {"dot", "ve"}


def test_a_piece_that_only_one_character_follows_is_never_a_seed():
    for corpus, piece in ((TOY, "est"), ("low lower " + "rest " * 99, "rest")):
        assert piece not in UNIGRAM["seed"](Counter(corpus.split()))
        assert piece not in library_scores(unigram_library(corpus, 1000))
    assert "est" in library_scores(unigram_library(TOY + " esteem", 1000))


@pytest.mark.parametrize("corpus", [NAMES, TOY, MIXED], ids=["names", "toy", "mixed"])
def test_unigram_encodes_like_the_library(corpus):
    unk = UNIGRAM["UNK"]
    scores = {unk: 0.0} | UNIGRAM["train"](Counter(corpus.split()), 60)
    library = Tokenizer(models.Unigram(list(scores.items()), unk_id=0))
    ids = {token: i for i, token in enumerate(scores)}
    for text in TEXTS:
        path = UNIGRAM["viterbi"](text, scores)
        runs = [(token, len(list(run))) for token, run in groupby(path)]
        expected = [
            ids[token] for token, n in runs for _ in range(1 if token == unk else n)
        ]  # the library fuses neighboring unknowns
        assert expected == library.encode(text).ids, repr(text)


def test_a_vocabulary_no_larger_than_the_alphabet_overflows():
    letters = len(set(TOY) - {" "})
    sizes = [unigram_library(TOY, letters + n).get_vocab_size() for n in (0, 1, 2)]
    assert sizes[0] > letters
    assert sizes[1:] == [letters + 1, letters + 2]


def test_the_training_token_unk_in_the_text_ends_the_training():
    with pytest.raises(BaseException, match="likelihood is NAN"):
        unigram_library("low lower <UNK> lowest", 30)
