from datasets import Dataset

numbers = Dataset.from_dict({"n": range(20)})
whole = numbers.to_iterable_dataset()
shards = numbers.to_iterable_dataset(num_shards=4)  # 0 to 4, 5 to 9, ...

for name, dataset, buffer_size in (
    ("buffer 1", whole, 1),
    ("buffer 5", whole, 5),
    ("buffer 20", whole, 20),
    ("buffer 5, 4 shards", shards, 5),
):
    order = [row["n"] for row in dataset.shuffle(seed=0, buffer_size=buffer_size)]
    early = max(n - position for position, n in enumerate(order))
    assert early < buffer_size or dataset is shards
    print(f"{name}, at most {early} places early:\n  {order}")
