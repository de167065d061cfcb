import math
from collections import Counter

from sacrebleu.metrics import BLEU

hypotheses = ["the cat sat on the mat", "it is raining again this morning"]
references = ["the cat sat on a mat", "it is raining again today in the city"]


def ngrams(words: list[str], n: int) -> Counter:
    return Counter(zip(*(words[i:] for i in range(n)), strict=False))


hits, total = [0] * 4, [0] * 4
for hypothesis, reference in zip(hypotheses, references, strict=True):
    for n in range(1, 5):
        in_hypothesis = ngrams(hypothesis.split(), n)
        in_reference = ngrams(reference.split(), n)
        # clipped: an n-gram counts at most as often as the reference has it
        hits[n - 1] += (in_hypothesis & in_reference).total()
        total[n - 1] += in_hypothesis.total()

length = sum(len(text.split()) for text in hypotheses)
reference_length = sum(len(text.split()) for text in references)
brevity = min(1.0, math.exp(1 - reference_length / length))
precisions = [h / t for h, t in zip(hits, total, strict=True)]
by_hand = 100 * brevity * math.exp(sum(map(math.log, precisions)) / 4)

bleu = BLEU()
score = bleu.corpus_score(hypotheses, [references])  # a list of reference sets
assert abs(by_hand - score.score) < 1e-9
print("n-grams found", hits, "of", total)
print(f"brevity penalty {brevity:.4f}: {length} words for {reference_length}")
print(f"BLEU by hand {by_hand:.4f}, sacrebleu {score.score:.4f}")
print(bleu.get_signature())
