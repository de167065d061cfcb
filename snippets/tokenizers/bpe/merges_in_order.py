from collections import Counter
from itertools import pairwise

words = "happy happier happiest unhappy kind kinder kindest unkind fast faster fastest"
counts = [8, 4, 5, 5, 9, 4, 5, 4, 9, 6, 5]
frequency = dict(zip(words.split(), counts, strict=True))
splits = {word: list(word) for word in frequency}
vocab = sorted(set(words) - {" "})


def count_pairs(splits):
    pairs = Counter()
    for word, symbols in splits.items():
        for pair in pairwise(symbols):
            pairs[pair] += frequency[word]
    return pairs


def merge(symbols, left, right):
    merged = []
    for symbol in symbols:
        if merged and (merged[-1], symbol) == (left, right):
            merged[-1] += right
        else:
            merged.append(symbol)
    return merged


for step in range(1, 9):
    pairs = count_pairs(splits)
    # The most frequent pair; of equals, the one whose tokens are older.
    left, right = min(pairs, key=lambda pair: (-pairs[pair], *map(vocab.index, pair)))
    vocab.append(left + right)
    splits = {word: merge(symbols, left, right) for word, symbols in splits.items()}
    now = " ".join(splits["happiest"])
    print(f"{step}. {left:2} + {right:3} {pairs[left, right]} times, happiest = {now}")
