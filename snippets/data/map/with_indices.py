from datasets import Dataset

lines = Dataset.from_dict({"text": ["alpha", "beta", "gamma", "delta", "epsilon"]})


def number(example, index):
    return {"line": index + 1}


def number_all(batch, indices):
    print("indices of this batch:", indices)
    return {"line": [index + 1 for index in indices]}


one_by_one = lines.map(number, with_indices=True)
batched = lines.map(number_all, with_indices=True, batched=True, batch_size=3)

print("line numbers:", batched["line"][:])
print("same rows either way:", one_by_one.to_list() == batched.to_list())
