import torch
from transformers import BertConfig, BertForSequenceClassification

config = BertConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2)
model = BertForSequenceClassification(config)
ids, labels = torch.tensor([[101, 2307, 102]]), torch.tensor([1])

for frozen in (model, model.bert):
    model.requires_grad_(True)
    frozen.requires_grad_(False)
    trainable = [
        name for name, weight in model.named_parameters() if weight.requires_grad
    ]
    print("trainable:", trainable)
    try:
        model(input_ids=ids, labels=labels).loss.backward()
        print("backward works")
    except RuntimeError as error:
        print(f"{type(error).__name__}: {error}")
