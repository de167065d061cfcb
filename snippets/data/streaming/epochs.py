from datasets import Dataset

numbers = Dataset.from_dict({"n": range(8)}).to_iterable_dataset()
shuffled = numbers.shuffle(seed=0, buffer_size=8)

for epoch in (0, 1, 0):
    shuffled.set_epoch(epoch)
    print(f"epoch {epoch}:", [row["n"] for row in shuffled])

print("without set_epoch:", [row["n"] for row in shuffled], "again")
