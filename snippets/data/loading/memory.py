import pandas as pd
from datasets import Dataset

rows = [
    {"text": "Good", "stars": 5},
    {"text": "Bad", "stars": 1},
    {"text": "Fine", "stars": 3},
    {"text": "Great", "stars": 5},
]


def read_rows(limit):
    yield from rows[:limit]


frame = pd.DataFrame(rows)
ways = {
    "from_dict": Dataset.from_dict(frame.to_dict("list")),
    "from_list": Dataset.from_list(rows),
    "from_generator": Dataset.from_generator(read_rows, gen_kwargs={"limit": 4}),
    "from_pandas": Dataset.from_pandas(frame),
}
for name, reviews in ways.items():
    assert reviews.to_list() == rows
    kept = "in a file" if reviews.cache_files else "in memory"
    print(f"{name:<15} {reviews.num_rows} rows, {kept}")

good = frame[frame.stars > 2]  # a filtered frame keeps its old row numbers
print(Dataset.from_pandas(good).column_names)
print(Dataset.from_pandas(good, preserve_index=False).column_names)
