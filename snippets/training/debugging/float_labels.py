import torch
from transformers import BertConfig, BertForSequenceClassification

sizes = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
ids = torch.tensor([[101, 2307, 102]] * 4)
classes = torch.tensor([0, 1, 1, 0])
cases = {
    "2 labels, integers": (2, classes),
    "2 labels, a float for each": (2, torch.eye(2)[classes]),
    "1 label, floats": (1, classes.float()),
    "2 labels, floats": (2, classes.float()),
}
for name, (num_labels, labels) in cases.items():
    model = BertForSequenceClassification(BertConfig(num_labels=num_labels, **sizes))
    try:
        model(input_ids=ids, labels=labels)
        print(f"{name}: {model.config.problem_type}")
    except ValueError as error:
        print(f"{name}: {type(error).__name__}:\n    {error}")
