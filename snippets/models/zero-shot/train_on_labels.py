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

classifier = pipeline("zero-shot-classification", model=checkpoint)
results = classifier(texts, candidate_labels=["positive", "negative"])
machine = np.array([result["labels"][0] == "positive" for result in results])
sure = np.array([result["scores"][0] for result in results]) >= 0.9

encoder = SentenceTransformer("sentence-transformers/all-MiniLM-L6-v2")
vectors = encoder.encode(texts)


def accuracy(train: np.ndarray, labels: np.ndarray, test: np.ndarray) -> float:
    model = LogisticRegression(max_iter=1000).fit(vectors[train], labels[train])
    return model.score(vectors[test], people[test])


splits = []
for seed in range(40):
    order = np.random.default_rng(seed).permutation(len(texts))
    train, test = order[:300], order[300:]
    splits.append(
        {
            "majority": max(people[test].mean(), 1 - people[test].mean()),
            "300 machine labels": accuracy(train, machine, test),
            "the sure ones": accuracy(train[sure[train]], machine, test),
            "40 human labels": accuracy(train[:40], people, test),
            "300 human labels": accuracy(train, people, test),
        }
    )

print("classifier          mean accuracy  deviation  (40 splits)")
for name in splits[0]:
    values = [split[name] for split in splits]
    print(f"{name:18}  {np.mean(values):13.2f}  {np.std(values):9.2f}")
