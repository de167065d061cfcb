from datasets import Dataset

reviews = Dataset.from_dict({"text": ["Good", "Bad"], "stars": [5, 1], "id": [7, 8]})


def to_label(batch):
    return {"label": [int(stars > 3) for stars in batch["stars"]]}


def renumber(batch):
    return {"id": list(range(len(batch["id"])))}


print(reviews.map(to_label, batched=True).column_names)
print(reviews.map(to_label, batched=True, remove_columns="stars").column_names)
print(reviews.map(renumber, batched=True, remove_columns=["id", "stars"])[1])
