import textwrap

from transformers import AutoTokenizer, DataCollatorWithPadding, default_data_collator

tokenizer = AutoTokenizer.from_pretrained("sentence-transformers/all-MiniLM-L6-v2")
texts = ["Great!", "I am not so sure about this one."]
rows = [tokenizer(text) for text in texts]
for collator in (default_data_collator, DataCollatorWithPadding(tokenizer)):
    try:
        print("padded:", tuple(collator(rows)["input_ids"].shape))
    except ValueError as error:
        print(f"{type(error).__name__}: {error}")

try:
    tokenizer(texts, return_tensors="pt")
except ValueError as error:
    message = f"{type(error).__name__}: {error}"
    print(textwrap.fill(message, 86, subsequent_indent="  "))
