from pathlib import Path

from datasets import Dataset, DatasetDict, load_dataset, load_from_disk

reviews = Dataset.from_dict({"text": ["Good", "Bad", "Fine"], "label": [1, 0, 1]})
reviews = reviews.class_encode_column("label")
splits = DatasetDict(train=reviews.select([2, 0]), test=reviews.select([1]))

splits.save_to_disk("reviews")
reloaded = load_from_disk("reviews")
for name, rows in reloaded.items():
    print(f"{name}:", rows["text"][:], rows["label"][:], rows.features["label"])

print(sorted(path.name for path in Path("reviews/train").iterdir()))

splits["train"].to_csv("train.csv")
print(
    "from csv:", load_dataset("csv", data_files="train.csv")["train"].features["label"]
)

for load, path in ((load_dataset, "./reviews/train"), (load_from_disk, "reviews/dev")):
    try:
        load(path)
    except (ValueError, FileNotFoundError) as error:
        print(f"{type(error).__name__}: {str(error).split('. Please')[0]}")
