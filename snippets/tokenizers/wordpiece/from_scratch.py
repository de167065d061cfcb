from collections import Counter
from itertools import pairwise

from tokenizers import Tokenizer, models, pre_tokenizers, trainers


def merge(symbols, left, right):
    merged = []
    for symbol in symbols:
        if merged and (merged[-1], symbol) == (left, right):
            merged[-1] = left + right.removeprefix("##")
        else:
            merged.append(symbol)
    return merged


def train(frequency, alphabet, vocab_size, by_score=True):
    """The vocabulary, {token: id}: the alphabet, then a token for each merge."""
    splits = {word: [word[0], *("##" + c for c in word[1:])] for word in frequency}
    vocab = {token: i for i, token in enumerate(alphabet)}
    while len(vocab) < vocab_size:
        pairs, parts = Counter(), Counter()
        for word, symbols in splits.items():
            for symbol in symbols:
                parts[symbol] += frequency[word]
            for pair in pairwise(symbols):
                pairs[pair] += frequency[word]
        if not pairs:
            break
        gain = dict(pairs)
        if by_score:  # rare parts that mostly go together come first
            gain = {(a, b): n / (parts[a] * parts[b]) for (a, b), n in pairs.items()}
        left, right = min(gain, key=lambda p: (-gain[p], vocab[p[0]], vocab[p[1]]))
        vocab.setdefault(left + right.removeprefix("##"), len(vocab))
        splits = {word: merge(symbols, left, right) for word, symbols in splits.items()}
    return vocab


def encode(word, vocab, unk="[UNK]", max_input_chars_per_word=100):
    ids, start = [], 0
    while start < len(word) <= max_input_chars_per_word:
        for end in range(len(word), start, -1):  # the longest piece first
            piece = ("##" if start else "") + word[start:end]
            if piece in vocab:
                break
        else:
            return [vocab[unk]]
        ids.append(vocab[piece])
        start = end
    return ids or [vocab[unk]]


if __name__ == "__main__":
    words = "happy happier happiest unhappy kind kinder kindest unkind fast faster"
    words, counts = f"{words} fastest", [8, 4, 5, 5, 9, 4, 5, 4, 9, 6, 5]
    frequency = dict(zip(words.split(), counts, strict=True))
    library = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    library.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    options = {"vocab_size": 34, "special_tokens": ["[UNK]"], "show_progress": False}
    corpus = [" ".join([word] * count) for word, count in frequency.items()]
    library.train_from_iterator(corpus, trainers.WordPieceTrainer(**options))
    theirs = library.get_vocab()
    start = [t for t in sorted(theirs, key=theirs.get) if len(t.removeprefix("##")) < 2]
    ours = train(frequency, ["[UNK]", *start], 34, by_score=False)
    print(f"by frequency: the library's vocabulary, id for id: {ours == theirs}")
    for word in ("unhappiest", "unfastest", "naïve", "日本語👩‍🚀", "k" + "i" * 100):
        assert encode(word, ours) == library.encode(word).ids
    for name, by_score in (("frequency", False), ("score", True)):
        vocab = train(frequency, ["[UNK]", *sorted(start)], 34, by_score)
        learned = [token for token in vocab if token not in start][1:]
        print(f"by {name}: {' '.join(learned)}")
