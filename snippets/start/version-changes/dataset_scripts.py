import logging
from pathlib import Path

from datasets import Dataset, load_dataset

Path("reviews.py").write_text("import datasets  # a loading script of the old kind\n")
Path("reviews.csv").write_text("text,label\nA fine film.,1\nTwo lost hours.,0\n")

try:
    load_dataset("reviews.py")
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")

messages = []
logging.getLogger("datasets.load").addFilter(
    lambda record: messages.append(record.getMessage().strip())
)
load_dataset("csv", data_files="reviews.csv", trust_remote_code=True)
print("logged:", messages[0].splitlines()[0])

reviews = load_dataset("csv", data_files="reviews.csv", split="train")
print("new:", reviews.num_rows, "rows from a file")


def rows():
    yield {"text": "A fine film.", "label": 1}


print("new:", Dataset.from_generator(rows).num_rows, "row from a generator")
