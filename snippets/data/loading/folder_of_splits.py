from pathlib import Path

from datasets import load_dataset

folder = Path("reviews")
folder.mkdir(exist_ok=True)
for split, rows in {"train": 3, "validation": 1, "test": 2}.items():
    (folder / f"{split}.csv").write_text("text,stars\n" + "Good,5\n" * rows)

by_name = load_dataset("./reviews")
print("by the files' names:", by_name.num_rows)

named = load_dataset(
    "csv", data_files={"train": ["reviews/t*.csv"], "dev": "reviews/validation.csv"}
)
print("by data_files:      ", named.num_rows)

one = load_dataset("csv", data_files="reviews/test.csv")
print("one file, unnamed:  ", one.num_rows)
