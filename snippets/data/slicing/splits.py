from collections import Counter

from datasets import ClassLabel, DatasetDict, load_dataset

tweets = load_dataset("nlpjourney/rated-sentences", "tweets", split="train")
tweets = tweets.map(lambda tweet: {"label": int(tweet["rating"] > 0)})
tweets = tweets.cast_column("label", ClassLabel(names=["negative", "positive"]))

first = tweets.train_test_split(test_size=0.2, seed=0, stratify_by_column="label")
second = first["test"].train_test_split(
    test_size=0.5, seed=0, stratify_by_column="label"
)
splits = DatasetDict(
    train=first["train"], validation=second["train"], test=second["test"]
)
for name, rows in splits.items():
    share = Counter(rows["label"])[1] / len(rows)
    print(f"{name:<11} {len(rows)} rows, positive {share:.3f}")

ids = [row_id for rows in splits.values() for row_id in rows["id"]]
print("every row in exactly one split:", sorted(ids) == sorted(tweets["id"]))
