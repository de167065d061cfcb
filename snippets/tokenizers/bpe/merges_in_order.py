from collections import Counter
from itertools import pairwise

words = "happy happier happiest unhappy kind kinder kindest unkind fast faster fastest"
counts = [8, 4, 5, 5, 9, 4, 5, 4, 9, 6, 5]
frequency = dict(zip(words.split(), counts, strict=True))
splits = {word: list(word) for word in frequency}
vocab = sorted(set(words) - {" "})

for step in range(1, 9):
    pairs = Counter()
    for word, symbols in splits.items():
        for pair in pairwise(symbols):
            pairs[pair] += frequency[word]
    # The most frequent pair; of equals, the one whose tokens are older.
    left, right = min(pairs, key=lambda pair: (-pairs[pair], *map(vocab.index, pair)))
    vocab.append(left + right)
    for symbols in splits.values():
        for i in range(len(symbols) - 1, 0, -1):
            if symbols[i - 1 : i + 1] == [left, right]:
                symbols[i - 1 : i + 1] = [left + right]
    now = " ".join(splits["happiest"])
    print(f"{step}. {left:2} + {right:3} {pairs[left, right]} times, happiest = {now}")
