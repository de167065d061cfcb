from transformers import (
    AutoTokenizer,
    DataCollatorForTokenClassification,
    DataCollatorWithPadding,
)

tokenizer = AutoTokenizer.from_pretrained("sentence-transformers/all-MiniLM-L6-v2")
short, long = tokenizer("Paris"), tokenizer("In Paris")
short_labels, long_labels = [-100, 1, -100], [-100, 0, 1, -100]
pad = DataCollatorWithPadding(tokenizer)

for features in (
    [{"text": "Paris", **short}, {"text": "In Paris", **long}],
    [{"labels": short_labels, **short}, {"labels": long_labels, **long}],
):
    try:
        pad(features)
    except ValueError as error:
        first, _, last = str(error).partition(" Perhaps your features ")
        print(f"{type(error).__name__}: {first[:24]}... {last.split(' have')[0]}")

for_tags = DataCollatorForTokenClassification(tokenizer)
print(for_tags(features)["labels"].tolist())
