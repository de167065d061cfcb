from datasets import Dataset

reviews = Dataset.from_dict({"text": ["Good", "Bad"], "label": [1, 0]})

reviews.remove_columns("label")  # the result is discarded
print(reviews.column_names)
reviews[0]["text"] = "Great"  # changes a copy of the row
print(reviews[0])

for change in (
    lambda: reviews.rename_column("text", "label"),
    lambda: reviews.remove_columns("stars"),
    lambda: reviews.select([2]),
):
    try:
        change()
    except (ValueError, IndexError) as error:
        print(f"{type(error).__name__}: {str(error).split('. ')[0]}")
