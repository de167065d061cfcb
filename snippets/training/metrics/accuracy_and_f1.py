from collections import Counter

from sklearn.metrics import accuracy_score, f1_score

labels = ["sports", "sports", "sports", "sports", "money", "money", "health", "health"]
predictions = [
    "sports",
    "sports",
    "sports",
    "money",
    "money",
    "sports",
    "health",
    "money",
]


def f1_by_hand(pairs: Counter, name: str) -> float:
    hits = pairs[name, name]  # labeled so and predicted so
    wrong = sum(n for pair, n in pairs.items() if name in pair) - hits
    return 2 * hits / (2 * hits + wrong)  # = 2PR / (P + R)


pairs = Counter(zip(labels, predictions, strict=True))
names = sorted(set(labels))
each = [f1_by_hand(pairs, name) for name in names]
accuracy = sum(pairs[name, name] for name in names) / len(labels)
macro = sum(each) / len(names)

for name, by_hand in zip(names, each, strict=True):
    library = f1_score(labels, predictions, labels=[name], average="micro")
    print(f"F1 of {name:8} library {library:.4f}   by hand {by_hand:.4f}")
    assert abs(library - by_hand) < 1e-12

assert accuracy == accuracy_score(labels, predictions)
assert abs(macro - f1_score(labels, predictions, average="macro")) < 1e-12
assert abs(accuracy - f1_score(labels, predictions, average="micro")) < 1e-12
print(f"macro F1 {macro:.4f}: the mean of the three")
print(f"micro F1 {accuracy:.4f}: all decisions pooled = accuracy, one label per text")
