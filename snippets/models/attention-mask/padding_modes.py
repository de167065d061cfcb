from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("sentence-transformers/all-MiniLM-L6-v2")
sentences = ["Yes.", "We agree.", "The committee could not agree on a date."]

calls = [
    {"padding": "longest"},  # the same as padding=True
    {"padding": "longest", "pad_to_multiple_of": 8},
    {"padding": "max_length", "max_length": 16},
    {"padding": "max_length"},
    {"truncation": True, "max_length": 6, "padding": True},
    {"max_length": 6, "padding": True},
]
for options in calls:
    batch = tokenizer(sentences, **options, return_tensors="pt")
    shown = ", ".join(f"{key}={value!r}" for key, value in options.items())
    print(f"{shown:52} {tuple(batch['input_ids'].shape)}")

assert tokenizer.model_max_length == 512
