from datasets import ClassLabel, Dataset

reviews = Dataset.from_dict({"text": list("abcdefgh"), "label": [0, 1] * 4})

try:
    reviews.train_test_split(test_size=0.5, stratify_by_column="label")
except ValueError as error:
    print(f"{type(error).__name__}: {str(error).split(', and')[0]}")

for name, typed in {
    "cast_column": reviews.cast_column("label", ClassLabel(names=["no", "yes"])),
    "class_encode_column": reviews.class_encode_column("label"),
}.items():
    halves = typed.train_test_split(test_size=0.5, stratify_by_column="label", seed=0)
    print(name, typed.features["label"].names, sorted(halves["test"]["label"]))
