from datasets import Dataset

books = Dataset.from_dict({"title": ["Emma", "Middlemarch"], "year": [1815, 1871]})


def lowercase_title(example):
    return {"title": example["title"].lower()}


def title_length(example):
    return {"length": len(example["title"])}


lowered = books.map(lowercase_title)  # same key: the column is replaced
measured = lowered.map(title_length)  # new key: a column is added

print(lowered[0])
print(measured[0])
print("the original is unchanged:", books[0])
