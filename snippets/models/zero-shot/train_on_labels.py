import numpy as np
from datasets import load_dataset
from sentence_transformers import SentenceTransformer
from sklearn.linear_model import LogisticRegression
from transformers import pipeline

checkpoint = "nlpjourney/nli"
rated = load_dataset("nlpjourney/rated-sentences", "amazon", split="train")
clear = [row for row in rated.shuffle(seed=1) if abs(row["rating"]) >= 1][200:900]
texts = [row["text"] for row in clear]
people = np.array([row["rating"] > 0 for row in clear])
train, test = slice(0, 300), slice(300, 700)

classifier = pipeline("zero-shot-classification", model=checkpoint)
results = classifier(texts[train], candidate_labels=["positive", "negative"])
machine = np.array([result["labels"][0] == "positive" for result in results])
sure = np.array([result["scores"][0] for result in results]) >= 0.9

encoder = SentenceTransformer("sentence-transformers/all-MiniLM-L6-v2")
vectors = encoder.encode(texts)


def accuracy(x: np.ndarray, y: np.ndarray) -> float:
    model = LogisticRegression(max_iter=1000).fit(x, y)
    return model.score(vectors[test], people[test])


few = slice(0, 40)
rows = {
    "majority": max(people[test].mean(), 1 - people[test].mean()),
    "300 machine labels": accuracy(vectors[train], machine),
    "the sure ones": accuracy(vectors[train][sure], machine[sure]),
    "40 human labels": accuracy(vectors[few], people[few]),
    "300 human labels": accuracy(vectors[train], people[train]),
}
print("classifier            accuracy")
for name, value in rows.items():
    print(f"{name:20}  {value:8.2f}")
