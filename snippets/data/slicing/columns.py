from datasets import ClassLabel, load_dataset

tweets = load_dataset("nlpjourney/rated-sentences", "tweets", split="train")
names = ["negative", "positive"]

labelled = (
    tweets.map(
        lambda batch: {"label": [int(r > 0) for r in batch["rating"]]}, batched=True
    )
    .cast_column("label", ClassLabel(names=names))
    .rename_column("text", "sentence")
    .remove_columns(["id", "ratings", "rating_std"])
)
print(labelled.column_names)
print(labelled.features["label"])
print(
    labelled[0]["label"],
    "means",
    labelled.features["label"].int2str(labelled[0]["label"]),
)
print(labelled.select_columns(["label"])[0])

frame = labelled.with_format("pandas")[:]
print(type(frame).__name__, frame.groupby("label")["rating"].mean().round(1).to_dict())
print(
    type(labelled.with_format("torch")[0]["rating"]).__name__,
    type(labelled[0]["rating"]),
)
