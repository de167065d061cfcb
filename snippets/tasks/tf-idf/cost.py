from time import process_time

import torch
from datasets import load_dataset
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from transformers import AutoModelForSequenceClassification, AutoTokenizer

reviews = load_dataset("nlpjourney/rated-sentences", "movie_reviews", split="train")
texts, labels = reviews["text"][:], [rating > 0 for rating in reviews["rating"]]
vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
regression = LogisticRegression(C=10, max_iter=1000)
model = make_pipeline(vectorizer, regression).fit(texts, labels)
checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
encoder = AutoModelForSequenceClassification.from_pretrained(checkpoint).eval()


@torch.no_grad()
def classify(batch):
    inputs = tokenizer(batch, padding=True, return_tensors="pt")
    return encoder(**inputs).logits.argmax(-1)


def seconds(predict):
    start = process_time()
    for first in range(0, 200, 50):
        predict(texts[first : first + 50])
    return process_time() - start


quick, slow = (min(seconds(p) for _ in range(3)) for p in (model.predict, classify))
vocabulary = sum(len(name.encode()) for name in vectorizer.vocabulary_)
size = vocabulary + vectorizer.idf_.nbytes + regression.coef_.nbytes
weights = sum(weight.nbytes for weight in encoder.parameters())
print(f"TF-IDF: {len(vectorizer.vocabulary_):10,} n-grams  {size / 1e6:5.1f} MB")
print(f"MiniLM: {encoder.num_parameters():10,} weights  {weights / 1e6:5.1f} MB")
per_text = "less" if quick / 200 < 0.001 else "more"
ratio = "more" if slow > 30 * quick else "less"
print(f"TF-IDF: {per_text} than 1 ms per text; MiniLM: {ratio} than 30 times that")
