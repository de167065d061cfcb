import pyarrow as pa
from datasets import Dataset

dataset = Dataset.from_dict({"text": ["one", "two"]})


def grow(batch):
    return {"text": ["one", "two", "three"], "length": [3, 3]}


def empty(batch):
    return {"text": [], "length": [3, 3]}


try:
    dataset.map(grow, batched=True)
except pa.ArrowInvalid as error:
    print(f"{type(error).__name__}: {error}")

print("rows left, without an error:", len(dataset.map(empty, batched=True)))
