import pyarrow as pa
from datasets import Dataset

lines = Dataset.from_dict(
    {
        "author": ["Blake", "Dickinson"],
        "line": ["Tyger Tyger, burning bright", "Hope is the thing with feathers"],
    }
)


def split_in_pairs(batch):
    pairs = []
    for line in batch["line"]:
        words = line.split()
        pairs += [" ".join(words[i : i + 2]) for i in range(0, len(words), 2)]
    return {"pair": pairs}


try:
    lines.map(split_in_pairs, batched=True)
except pa.ArrowInvalid as error:
    print(f"{type(error).__name__}: {error}")

pairs = lines.map(split_in_pairs, batched=True, remove_columns=lines.column_names)
print(len(lines), "rows became", len(pairs), "with the columns", pairs.column_names)
print(pairs["pair"][:])
