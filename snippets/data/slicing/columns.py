from datasets import ClassLabel, load_dataset

tweets = load_dataset("nlpjourney/rated-sentences", "tweets", split="train")
names = ["negative", "positive"]

labeled = (
    tweets.map(
        lambda batch: {"label": [int(r > 0) for r in batch["rating"]]}, batched=True
    )
    .cast_column("label", ClassLabel(names=names))
    .rename_column("text", "sentence")
    .remove_columns(["id", "ratings", "rating_std"])
)
print(labeled.column_names)
print(labeled.features["label"])
print(
    labeled[0]["label"],
    "means",
    labeled.features["label"].int2str(labeled[0]["label"]),
)
print(labeled.select_columns(["label"])[0])

frame = labeled.with_format("pandas")[:]
print(type(frame).__name__, frame.groupby("label")["rating"].mean().round(1).to_dict())
print(
    type(labeled.with_format("torch")[0]["rating"]).__name__,
    type(labeled[0]["rating"]),
)
