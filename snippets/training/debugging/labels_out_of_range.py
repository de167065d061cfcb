import torch
from transformers import BertConfig, BertForSequenceClassification

config = BertConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2)
model = BertForSequenceClassification(config)  # num_labels is 2 unless you set it
ids = torch.tensor([[101, 2307, 102]] * 3)
labels = torch.tensor([1, 2, 3])
try:
    model(input_ids=ids, labels=labels)
except IndexError as error:
    print(f"{type(error).__name__}: {error}")

names = sorted(set(labels.tolist()))
labels = torch.tensor([names.index(label) for label in labels.tolist()])
config.num_labels = len(names)
model = BertForSequenceClassification(config)
loss = model(input_ids=ids, labels=labels).loss
print(f"labels {labels.tolist()}, num_labels {config.num_labels}: loss {loss:.1f}")
