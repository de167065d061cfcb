from datasets import load_dataset
from sklearn.metrics import accuracy_score, cohen_kappa_score
from transformers import pipeline

checkpoint = "nlpjourney/nli"
rated = load_dataset("nlpjourney/rated-sentences", "amazon", split="train")
clear = [row for row in rated.shuffle(seed=1) if abs(row["rating"]) >= 1][200:500]
people = ["positive" if row["rating"] > 0 else "negative" for row in clear]

classifier = pipeline("zero-shot-classification", model=checkpoint)
results = classifier(
    [row["text"] for row in clear], candidate_labels=["positive", "negative"]
)
labels = [result["labels"][0] for result in results]
confidence = [result["scores"][0] for result in results]

accuracy = accuracy_score(people, labels)
chance = sum(
    people.count(name) / len(people) * labels.count(name) / len(labels)
    for name in ("positive", "negative")
)
kappa = (accuracy - chance) / (1 - chance)
assert abs(kappa - cohen_kappa_score(people, labels)) < 1e-9
print(f"accuracy {accuracy:.2f}, by chance {chance:.2f}, Cohen's kappa {kappa:.2f}")

print("confidence at least   coverage   accuracy")
for threshold in (0.5, 0.7, 0.9, 0.97):
    kept = [i for i, score in enumerate(confidence) if score >= threshold]
    right = sum(people[i] == labels[i] for i in kept) / len(kept)
    print(f"{threshold:19.2f}   {len(kept) / len(labels):8.2f}   {right:8.2f}")
