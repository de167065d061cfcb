import pyarrow as pa
from datasets import Dataset

quotes = Dataset.from_dict({"text": ["To be", "or not", "to be"]})


def lengths(batch):
    return [len(text) for text in batch["text"]]


def only_look(batch):
    assert len(batch["text"]) == 3  # returns None


for name, function in {
    "dict": lambda batch: {"length": lengths(batch)},
    "None": only_look,
    "Arrow table": lambda batch: pa.table({"length": lengths(batch)}),
    "list": lengths,
    "dict of a number": lambda batch: {"length": len(batch["text"])},
}.items():
    try:
        print(f"{name} -> columns", quotes.map(function, batched=True).column_names)
    except TypeError as error:
        reason = str(error).split("elements of table ")[1].split(".")[0]
        print(f"{name} -> {type(error).__name__}: ... {reason}")
