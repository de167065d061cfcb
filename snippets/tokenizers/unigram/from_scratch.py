import json
import unicodedata
from collections import Counter, defaultdict
from itertools import combinations
from math import exp, log

from tokenizers import Tokenizer, models, pre_tokenizers, trainers

UNK = "<unk>"


def lattice(text, scores):
    """Every token that fits somewhere in the text: (start, end, token, score)."""
    unknown = min(scores.values()) - 10
    for start, end in combinations(range(len(text) + 1), 2):
        token = text[start:end]
        if token in scores:
            yield start, end, token, scores[token]
        elif len(token) == 1:
            yield start, end, UNK, unknown


def viterbi(text, scores, without=None):
    best = {0: (0.0, 0, "")}  # end of a prefix -> its best score, its last token
    for start, end, token, score in lattice(text, scores):
        if token != without and start in best:
            score += best[start][0]
            if end not in best or score > best[end][0]:
                best[end] = (score, start, token)
    path, end = [], len(text)
    while end in best and end > 0:
        _, end, token = best[end]
        path.append(token)
    return path[::-1]


def seed(frequency):
    """Every character, and every piece that two different characters follow."""
    counts, pieces, followers = Counter(), Counter(), defaultdict(set)
    for word, count in frequency.items():
        counts.update(word * count)
        for start, end in combinations(range(len(word) + 1), 2):
            if 2 <= end - start <= 16:
                pieces[word[start:end]] += end - start
                followers[word[start:end]].add(word[end : end + 1])
    repeated = [piece for piece in pieces if len(followers[piece]) > 1]
    for piece in sorted(repeated, key=lambda p: (pieces[p], p), reverse=True):
        counts[piece] = pieces[piece]
    return {piece: log(n / counts.total()) for piece, n in counts.items()}


def expect(frequency, scores):
    """How often each token is used, over all the splits of every word."""
    used = Counter()
    for word, count in frequency.items():
        fits = list(lattice(word, scores))
        before, after = [1.0] + [0.0] * len(word), [0.0] * len(word) + [1.0]
        for start, end, _, score in fits:
            before[end] += before[start] * exp(score)
        for start, end, _, score in reversed(fits):
            after[start] += exp(score) * after[end]
        for start, end, token, score in fits:
            share = before[start] * exp(score) * after[end] / before[-1]
            used[token] += count * share
    return used


def digamma(x):
    if x < 9:
        return digamma(x + 1) - 1 / x
    return log(x) - 1 / (2 * x) - 1 / (12 * x**2) + 1 / (120 * x**4) - 1 / (252 * x**6)


def maximize(used, scores):
    """New scores; the digamma in place of log presses rare tokens further down."""
    kept = {token: used[token] for token in scores if used[token] >= 0.5}
    total = digamma(sum(kept.values()))
    return {token: digamma(n) - total for token, n in kept.items()}


def prune(frequency, scores, vocab_size, as_library):
    """Keep three quarters: those whose removal would increase the loss most."""
    used = Counter()
    for word, count in frequency.items():
        for token in viterbi(word, scores):
            used[token] += count
    kept, loss = [], {}
    for token in scores:
        instead = viterbi(token, scores, without=token)
        if not instead:  # a single character
            kept.append(token)
        elif used[token]:
            more = len(scores) if as_library else len(instead) - 1
            total = used.total() + used[token] * more
            after = sum(log((used[part] + used[token]) / total) for part in instead)
            loss[token] = used[token] * (log(used[token] / used.total()) - after)
    size = max(vocab_size * 11 // 10, int((len(scores) + 1) * 0.75)) - 1
    kept += sorted(loss, key=loss.get, reverse=True)[: max(size - len(kept), 0)]
    return {token: scores[token] for token in kept}


def train(frequency, vocab_size, as_library=True):
    """The vocabulary, {token: score}."""
    scores = seed(frequency)
    while True:
        for _ in range(2):
            scores = maximize(expect(frequency, scores), scores)
        if len(scores) < vocab_size * 11 // 10:
            break
        scores = prune(frequency, scores, vocab_size, as_library)
    lowest, letters = min(scores.values()), sorted(set("".join(frequency)))
    vocab = {letter: scores.get(letter, lowest) for letter in letters}
    others = [token for token in scores if token not in vocab]
    return vocab | {t: scores[t] for t in others[: vocab_size - len(vocab)]}


if __name__ == "__main__":
    names = [unicodedata.name(chr(code)) for code in range(0xA1, 0x370)]
    corpus = " ".join(names).lower()  # a text that is the same in every Python
    frequency = Counter(corpus.split())
    scores = train(frequency, vocab_size=60)
    library = Tokenizer(models.Unigram())
    library.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    trainer = trainers.UnigramTrainer(vocab_size=60, show_progress=False)
    library.train_from_iterator([corpus], trainer)
    theirs = dict(json.loads(library.to_str())["model"]["vocab"])
    assert scores.keys() == theirs.keys()
    assert all(abs(scores[token] - theirs[token]) < 1e-6 for token in scores)
    print(f"{len(seed(frequency))} seeds, {len(scores)} tokens: the library's, to 1e-6")
    for word in ("diaeresis", "modified", "unhappiest"):
        assert viterbi(word, scores) == library.encode(word).tokens
        print(f"{word}: {' '.join(viterbi(word, scores))}")
    corrected = train(frequency, vocab_size=60, as_library=False)
    print("kept only by the library's loss:", *sorted(scores.keys() - corrected.keys()))
    print("kept only by the correct loss:", *sorted(corrected.keys() - scores.keys()))
