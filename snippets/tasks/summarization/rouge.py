from statistics import fmean

from datasets import load_dataset
from rouge_score.rouge_scorer import RougeScorer
from rouge_score.tokenizers import DefaultTokenizer


def longest_common_subsequence(a, b):
    row = [0] * (len(b) + 1)
    for x in a:
        above = row[:]
        for j, y in enumerate(b, 1):
            row[j] = above[j - 1] + 1 if x == y else max(above[j], row[j - 1])
    return row[-1]


rows = load_dataset("nlpjourney/docstrings", split="validation")
references = list(rows["summary"])
scorer = RougeScorer(["rouge1", "rouge2", "rougeL"])
stemming_scorer = RougeScorer(["rougeL"], use_stemmer=True)

print("words  rouge1  rouge2  rougeL  precision  recall  rougeL with stemmer")
for words in (4, 14, 40):
    summaries = [" ".join(body.split()[:words]) for body in rows["body"]]
    scores = [*map(scorer.score, references, summaries)]
    stemmed = [*map(stemming_scorer.score, references, summaries)]
    f1 = [fmean(s[name].fmeasure for s in scores) for name in scorer.rouge_types]
    precision = fmean(s["rougeL"].precision for s in scores)
    recall = fmean(s["rougeL"].recall for s in scores)
    with_stemmer = fmean(s["rougeL"].fmeasure for s in stemmed)
    print(f"{words:>5}", *(f"{value:7.2f}" for value in f1), end="")
    print(f"{precision:11.2f}{recall:8.2f}{with_stemmer:21.2f}")

tokenize = DefaultTokenizer().tokenize
a, b = tokenize(references[0]), tokenize(summaries[0])
by_hand = 2 * longest_common_subsequence(a, b) / (len(a) + len(b))
by_library = scores[0]["rougeL"].fmeasure
print(f"rougeL of the first text: by hand {by_hand:.3f}, library {by_library:.3f}")
