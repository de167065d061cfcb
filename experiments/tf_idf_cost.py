"""Time and size of classifiers of film reviews: TF-IDF with logistic regression, and MiniLM with
an untrained head, as large and as slow as a trained one. The seconds are processor time; the size
of TF-IDF is that of the n-grams, their document frequencies and their weights."""

import sys
from time import process_time

import torch
from datasets import load_dataset
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from transformers import AutoModelForSequenceClassification, AutoTokenizer

IS_SLICE = "--slice" in sys.argv
CHECKPOINT = "sentence-transformers/all-MiniLM-L6-v2"

reviews = load_dataset("nlpjourney/rated-sentences", "movie_reviews", split="train")
table = reviews.to_pandas().drop_duplicates("text")
table = table[table["rating"].abs() >= 1].sample(frac=1, random_state=0)
texts, labels = list(table["text"]), list(table["rating"] > 0)
timed, trained = texts[:1000], slice(1000, None)


def seconds(classify):
    """The least processor time of three rounds over 1,000 texts, in batches of 50."""
    rounds = []
    for _ in range(3):
        start = process_time()
        for first in range(0, len(timed), 50):
            classify(timed[first : first + 50])
        rounds.append(process_time() - start)
    return min(rounds)


def row(name, numbers, megabytes, classify):
    cells = [name, f"{numbers}", f"{megabytes:.1f}"]
    if not IS_SLICE:
        cells.append(f"{seconds(classify):.2f}")
    print(",".join(cells), flush=True)


def tf_idf(name, **options):
    vectorizer = TfidfVectorizer(sublinear_tf=True, **options)
    features = vectorizer.fit_transform(texts[trained])
    regression = LogisticRegression(C=10, max_iter=1000)
    regression.fit(features, labels[trained])
    n_grams = sum(len(n_gram.encode()) for n_gram in vectorizer.vocabulary_)
    size = n_grams + vectorizer.idf_.nbytes + regression.coef_.nbytes
    row(
        name,
        len(vectorizer.vocabulary_),
        size / 1e6,
        lambda batch: regression.predict(vectorizer.transform(batch)),
    )


tokenizer = AutoTokenizer.from_pretrained(CHECKPOINT)
encoder = AutoModelForSequenceClassification.from_pretrained(CHECKPOINT).eval()


@torch.no_grad()
def classify(batch):
    inputs = tokenizer(batch, padding=True, return_tensors="pt")
    return encoder(**inputs).logits.argmax(-1)


timing = [] if IS_SLICE else ["1000 texts (s)"]
print(",".join(["model", "n-grams or weights", "MB", *timing]))
words = {"ngram_range": (1, 2)}
characters = {"analyzer": "char_wb", "ngram_range": (2, 5)}
tf_idf("TF-IDF of words", **words)
tf_idf("TF-IDF of words in two or more texts", **words, min_df=2)
tf_idf("TF-IDF of characters", **characters)
size = sum(weight.nbytes for weight in encoder.parameters()) / 1e6
row("MiniLM", encoder.num_parameters(), size, classify)
