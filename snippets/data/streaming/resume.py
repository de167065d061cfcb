from datasets import Dataset

numbers = Dataset.from_dict({"n": range(20)}).to_iterable_dataset()

for name, dataset in {
    "in order": numbers,
    "shuffled": numbers.shuffle(seed=0, buffer_size=5),
}.items():
    running = iter(dataset)
    before = [next(running)["n"] for _ in range(7)]
    state = dataset.state_dict()  # save it with the model's checkpoint
    dataset.load_state_dict(state)
    after = [row["n"] for row in dataset]
    print(f"{name}: {before} then {after}")
    print("   never seen:", sorted(set(range(20)) - {*before, *after}), end="  ")
    print("twice:", sorted({*before} & {*after}))
