"""Accuracy on film reviews by the number of labeled rows: TF-IDF with logistic regression, the
same on frozen MiniLM embeddings, and MiniLM fine-tuned. Each is tuned on the same 200 rows. The
last columns are 95% intervals of a difference in accuracy, over the test rows."""

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
SEEDS = (0, 1, 2)
CHECKPOINT = "sentence-transformers/all-MiniLM-L6-v2"

reviews = load_dataset("nlpjourney/rated-sentences", "movie_reviews", split="train")
table = reviews.to_pandas().drop_duplicates("text")
table = table[table["rating"].abs() >= 1].sample(frac=1, random_state=0)
texts = table["text"].to_numpy()
labels = (table["rating"] > 0).to_numpy().astype(int)
test, validation = np.arange(600), np.arange(600, 800)
pool = np.arange(800, len(texts))
# Epochs by rows, at most: the epoch with the best validation accuracy is the one tested.
EPOCHS = {50: 8, 200: 4, 800: 2, 3200: 1, len(pool): 1}
SIZES = (50, 200) if IS_SLICE else tuple(EPOCHS)


def best_regression(features, train):
    """The validation accuracy of the regression with the best ``C``, and which test rows it
    classifies right; ``features`` are those of the training, validation and test rows."""
    found = []
    for c in (0.1, 1, 10, 100):
        model = LogisticRegression(C=c, max_iter=1000).fit(features[0], labels[train])
        score = model.score(features[1], labels[validation])
        found.append((score, model.predict(features[2]) == labels[test]))
    return max(found, key=lambda result: result[0])


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
    return max(found, key=lambda result: result[0])[1]


def frozen(train, seed):
    features = [embeddings[rows] for rows in (train, validation, test)]
    return best_regression(features, train)[1]


def fine_tuned(train, seed):
    set_seed(seed)
    model = AutoModelForSequenceClassification.from_pretrained(CHECKPOINT)
    model.bert.embeddings.requires_grad_(False)
    trained = [weights for weights in model.parameters() if weights.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=2e-4, fused=True)
    epochs = EPOCHS[len(train)]
    steps = epochs * -(-len(train) // 16)
    schedule = get_linear_schedule_with_warmup(optimizer, steps // 10, steps)
    best, kept = 0.0, None
    for _ in range(epochs):
        model.train()
        for rows in batches(train):
            model(**batch(rows)).loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()
        if (score := is_right(model, validation).mean()) > best:
            best, kept = score, deepcopy(model.state_dict())
    model.load_state_dict(kept)
    return is_right(model, test)


def batches(train):
    """Random batches of 16 rows; if there are many rows, each of similar lengths."""
    order = train[torch.randperm(len(train)).numpy()]
    if len(train) <= 800:
        return np.split(order, range(16, len(order), 16))
    windows = np.split(order, range(320, len(order), 320))
    order = np.concatenate([by_length(window) for window in windows])
    found = np.split(order, range(16, len(order), 16))
    return [found[number] for number in torch.randperm(len(found))]


def by_length(rows):
    return np.array(sorted(rows, key=lambda row: len(texts[row])))


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
def is_right(model, rows):
    """Whether the model classifies each of the rows right."""
    model.eval()
    ordered, right = by_length(rows), []
    for start in range(0, len(rows), 50):
        inputs = batch(ordered[start : start + 50])
        right.append(model(**inputs).logits.argmax(-1) == inputs["labels"])
    by_row = dict(zip(ordered, torch.cat(right).tolist(), strict=True))
    return np.array([by_row[row] for row in rows])


def interval(first, second):
    """The 95% interval of the difference in accuracy, from draws of the test rows; the arguments
    say which rows are right, by seed."""
    difference = (1.0 * first - second).mean(axis=0)
    draws = np.random.default_rng(0).integers(len(test), size=(2000, len(test)))
    low, high = np.quantile(difference[draws].mean(axis=1), (0.025, 0.975))
    return f"{low:.2f} to {high:.2f}"


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
compared = {
    "frozen - TF-IDF": ("frozen MiniLM", "TF-IDF"),
    "fine-tuned - TF-IDF": ("fine-tuned MiniLM", "TF-IDF"),
    "fine-tuned - frozen": ("fine-tuned MiniLM", "frozen MiniLM"),
}
print(",".join(["rows", *methods, *([] if IS_SLICE else compared)]), flush=True)
for size in SIZES:
    right = {
        name: np.array([method(drawn[size, seed], seed) for seed in SEEDS])
        for name, method in methods.items()
    }
    scores = [rows.mean(axis=1) for rows in right.values()]
    cells = [f"{score.mean():.2f} ± {score.std(ddof=1):.2f}" for score in scores]
    if not IS_SLICE:
        cells += [interval(right[a], right[b]) for a, b in compared.values()]
    print(",".join([str(size), *cells]), flush=True)
