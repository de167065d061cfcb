from datasets import Dataset

messages = Dataset.from_dict({"text": [f"message {number}" for number in range(2500)]})
sizes = []


def shout(example):
    sizes.append(1)
    return {"text": example["text"].upper()}


def shout_all(batch):
    sizes.append(len(batch["text"]))
    return {"text": [text.upper() for text in batch["text"]]}


for name, function, options in (
    ("one by one", shout, {}),
    ("batched=True", shout_all, {"batched": True}),
    ("batch_size=1250", shout_all, {"batched": True, "batch_size": 1250}),
    ("batch_size=None", shout_all, {"batched": True, "batch_size": None}),
):
    sizes.clear()
    messages.map(function, **options)
    print(f"{name:<16} {len(sizes):>5} calls, rows per call: {sorted(set(sizes))}")
