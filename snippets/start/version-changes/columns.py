import json

from datasets import Dataset

ratings = Dataset.from_dict({"rating": [4, 1, 3]})
column = ratings["rating"]
print(type(column).__name__, "is a list:", isinstance(column, list))

for old in (
    lambda: column + column,
    lambda: json.dumps(column),
    lambda: column.sort(),
):
    try:
        old()
    except (TypeError, AttributeError) as error:
        print(f"{type(error).__name__}: {error}")

print("new:", [*column, *column], json.dumps(list(column)), sorted(column))
print("one cell:", column[0], " as a list at once:", ratings[:]["rating"])
