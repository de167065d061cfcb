from datasets import Dataset

books = Dataset.from_dict({"title": ["Emma", "Middlemarch"], "year": [1815, 1871]})


def show(received):
    print({column: value for column, value in received.items()})


print("one by one:")
books.map(show)
print("batched=True:")
books.map(show, batched=True)

try:  # a function written for one row, called with a batch
    books.map(lambda row: {"title": row["title"].lower()}, batched=True)
except AttributeError as error:
    print(f"{type(error).__name__}: {error}")
