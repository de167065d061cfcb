from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("sentence-transformers/all-MiniLM-L6-v2")
sentences = [
    "Yes.",
    "I like it.",
    "A much longer sentence that goes on and on.",
    "It rains.",
    "Nobody knows how this will end, but we shall see.",
    "So be it.",
]
batches = [sentences[start : start + 2] for start in (0, 2, 4)]

for settings in ({"padding": True}, {"padding": "max_length", "max_length": 16}):
    shapes = []
    for batch in batches:
        inputs = tokenizer(batch, truncation=True, return_tensors="pt", **settings)
        shapes.append(tuple(inputs["input_ids"].shape))
    print(f"padding={settings['padding']!r}: {shapes}, {len(set(shapes))} to compile")
