from math import inf, log

words = "happy happier happiest unhappy kind kinder kindest unkind fast faster fastest"
counts = [8, 4, 5, 5, 9, 4, 5, 4, 9, 6, 5]
frequency = dict(zip(words.split(), counts, strict=True))
pieces = ["happ", "kind", "fast", "est", "er", "un", "kinde", "ppi"]
tokens = [*sorted(set(words) - {" "}), *pieces]
seen = {t: sum(n * w.count(t) for w, n in frequency.items()) for t in tokens}


def loss(seen):
    """Minus the log-likelihood of the corpus, each word in its best split."""
    total, result = sum(seen.values()), 0.0
    for word, count in frequency.items():
        best = [0.0] + [inf] * len(word)
        for end in range(1, len(word) + 1):
            for start in range(end):
                if n := seen.get(word[start:end]):
                    best[end] = min(best[end], best[start] - log(n / total))
        result += count * best[-1]
    return result


def cost(piece):
    return loss({t: n for t, n in seen.items() if t != piece}) - loss(seen)


for piece in sorted(pieces, key=cost):
    print(
        f"without {piece:6} the loss of {loss(seen):.1f} changes by {cost(piece):+.1f}"
    )
