from datasets import Dataset

numbers = Dataset.from_dict({"n": range(12)}).to_iterable_dataset()


def rows(dataset):
    return [row["n"] for row in dataset]


held_out, train = numbers.take(3), numbers.skip(3).shuffle(seed=0, buffer_size=12)
for epoch in range(2):
    train.set_epoch(epoch)
    print(f"held out {rows(held_out)}, train {rows(train)}")

shuffled = numbers.shuffle(seed=0, buffer_size=12)
held_out, train = shuffled.take(3), shuffled.skip(3)
train.set_epoch(1)  # as a training loop does
print("shuffled first, seen in both:", sorted({*rows(held_out)} & {*rows(train)}))
