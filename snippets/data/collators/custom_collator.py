import torch
from transformers import AutoTokenizer, DataCollatorWithPadding

tokenizer = AutoTokenizer.from_pretrained("sentence-transformers/all-MiniLM-L6-v2")


class WeightedCollator(DataCollatorWithPadding):
    # pads, and carries a weight for each row; texts stay out of the tensors
    def __call__(self, features):
        weights = torch.tensor([feature["weight"] for feature in features])
        features = [
            {name: row[name] for name in row if name not in ("text", "weight")}
            for row in features
        ]
        return {**super().__call__(features), "weight": weights}


rows = [
    {"text": text, "label": 1, "weight": weight, **tokenizer(text)}
    for text, weight in (("Good", 1.0), ("Not bad at all", 0.5))
]
batch = WeightedCollator(tokenizer)(rows)
for name, tensor in batch.items():
    print(f"{name:<15} {tuple(tensor.shape)}")
