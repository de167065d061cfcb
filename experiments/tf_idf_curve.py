"""Accuracy on film reviews by the number of labelled rows: TF-IDF with logistic regression, the
same on frozen MiniLM embeddings, and MiniLM fine-tuned. Each is tuned on the same 200 rows."""

import sys
from copy import deepcopy

import numpy as np
import torch
from datasets import load_dataset
from sentence_transformers import SentenceTransformer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_union
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    get_linear_schedule_with_warmup,
    set_seed,
)

IS_SLICE = "--slice" in sys.argv
EPOCHS = {50: 8, 200: 4, 800: 2}  # at most; the best on validation counts
SIZES = (50, 200) if IS_SLICE else tuple(EPOCHS)
SEEDS = (0, 1, 2)
CHECKPOINT = "sentence-transformers/all-MiniLM-L6-v2"

reviews = load_dataset("nlpjourney/rated-sentences", "movie_reviews", split="train")
table = reviews.to_pandas().drop_duplicates("text")
table = table[table["rating"].abs() >= 1].sample(frac=1, random_state=0)
texts = table["text"].to_numpy()
labels = (table["rating"] > 0).to_numpy().astype(int)
test, validation = np.arange(600), np.arange(600, 800)
pool = np.arange(800, len(texts))


def best_regression(features, train):
    """Accuracy on validation and test rows of the regression that is best on the former;
    ``features`` are those of the training, the validation and the test rows."""
    found = []
    for c in (0.1, 1, 10, 100):
        model = LogisticRegression(C=c, max_iter=1000).fit(features[0], labels[train])
        parts = zip(features[1:], (validation, test), strict=True)
        found.append([model.score(matrix, labels[rows]) for matrix, rows in parts])
    return max(found, key=lambda scores: scores[0])


def tf_idf(train, seed):
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    characters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True
    )
    found = []
    for vectorizer in (words, characters, make_union(words, characters)):
        vectorizer.fit(texts[train])
        parts = (train, validation, test)
        features = [vectorizer.transform(texts[rows]) for rows in parts]
        found.append(best_regression(features, train))
    return max(found, key=lambda scores: scores[0])[1]


def frozen(train, seed):
    features = [embeddings[rows] for rows in (train, validation, test)]
    return best_regression(features, train)[1]


def fine_tuned(train, seed):
    set_seed(seed)
    model = AutoModelForSequenceClassification.from_pretrained(CHECKPOINT)
    model.bert.embeddings.requires_grad_(False)
    trained = [weights for weights in model.parameters() if weights.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=2e-4)
    epochs = EPOCHS[len(train)]
    steps = epochs * -(-len(train) // 16)
    schedule = get_linear_schedule_with_warmup(optimizer, steps // 10, steps)
    best, kept = 0.0, None
    for _ in range(epochs):
        model.train()
        for rows in torch.randperm(len(train)).split(16):
            model(**batch(train[rows])).loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()
        if (score := accuracy(model, validation)) > best:
            best, kept = score, deepcopy(model.state_dict())
    model.load_state_dict(kept)
    return accuracy(model, test)


def batch(rows):
    encoded = tokenizer(
        list(texts[rows]),
        padding=True,
        truncation=True,
        max_length=40,
        return_tensors="pt",
    )
    return {**encoded, "labels": torch.tensor(labels[rows])}


@torch.no_grad()
def accuracy(model, rows):
    model.eval()
    by_length = sorted(rows, key=lambda row: len(texts[row]))  # less padding
    right = 0
    for start in range(0, len(rows), 50):
        inputs = batch(np.array(by_length[start : start + 50]))
        right += (model(**inputs).logits.argmax(-1) == inputs["labels"]).sum().item()
    return right / len(rows)


tokenizer = AutoTokenizer.from_pretrained(CHECKPOINT)
drawn = {
    (size, seed): np.random.default_rng(seed).permutation(pool)[:size]
    for size in SIZES
    for seed in SEEDS
}
embedded = np.unique(np.concatenate([test, validation, *drawn.values()]))
embeddings = np.zeros((len(texts), 384), dtype=np.float32)
embeddings[embedded] = SentenceTransformer(CHECKPOINT).encode(list(texts[embedded]))

methods = {"TF-IDF": tf_idf, "frozen MiniLM": frozen, "fine-tuned MiniLM": fine_tuned}
if IS_SLICE:
    del methods["fine-tuned MiniLM"]  # its training takes minutes
headers = ["rows", *methods]
if not IS_SLICE:
    headers += ["frozen - TF-IDF", "fine-tuned - TF-IDF"]
print(",".join(headers), flush=True)
for size in SIZES:
    scores = {
        name: np.array([method(drawn[size, seed], seed) for seed in SEEDS])
        for name, method in methods.items()
    }
    cells = list(scores.values())
    if not IS_SLICE:
        cells += [scores[name] - scores["TF-IDF"] for name in list(methods)[1:]]
    printed = (f"{cell.mean():.2f} ± {cell.std(ddof=1):.2f}" for cell in cells)
    print(",".join([str(size), *printed]), flush=True)
