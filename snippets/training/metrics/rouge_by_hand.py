from collections import Counter

from rouge_score.rouge_scorer import RougeScorer

reference = "the committee approved the new budget on friday"
prediction = "on friday the committee approved a budget"


def f1(overlap: int, n_predicted: int, n_reference: int) -> float:
    return 2 * overlap / (n_predicted + n_reference)


def overlap(a: list[str], b: list[str], n: int) -> int:
    grams = [Counter(zip(*(w[i:] for i in range(n)), strict=False)) for w in (a, b)]
    return (grams[0] & grams[1]).total()


def longest_common_subsequence(a: list[str], b: list[str]) -> int:
    row = [0] * (len(b) + 1)
    for x in a:
        above = row[:]
        for j, y in enumerate(b, 1):
            row[j] = above[j - 1] + 1 if x == y else max(above[j], row[j - 1])
    return row[-1]


r, p = reference.split(), prediction.split()
by_hand = {
    "rouge1": f1(overlap(p, r, 1), len(p), len(r)),
    "rouge2": f1(overlap(p, r, 2), len(p) - 1, len(r) - 1),
    "rougeL": f1(longest_common_subsequence(p, r), len(p), len(r)),
}
library = RougeScorer(list(by_hand)).score(reference, prediction)
for name, value in by_hand.items():
    assert abs(value - library[name].fmeasure) < 1e-12
    print(f"{name}  library {library[name].fmeasure:.4f}  by hand {value:.4f}")
