from datasets import Dataset

books = Dataset.from_dict({"title": ["Emma", "Middlemarch"], "year": [1815, 1871]})


def lowercase_title(example):
    return {"title": example["title"].lower()}


def lowercase_titles(batch):
    return {"title": [title.lower() for title in batch["title"]]}


one_by_one = books.map(lowercase_title)
batched = books.map(lowercase_titles, batched=True)

assert one_by_one.features == batched.features
assert one_by_one.to_list() == batched.to_list()
print(batched.to_list())
print("same rows either way:", one_by_one.to_list() == batched.to_list())
