import torch
from transformers import BertConfig, BertForSequenceClassification

sizes = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
ids = torch.tensor([[101, 2307, 102]] * 4)


def loss(num_labels, labels):
    model = BertForSequenceClassification(BertConfig(num_labels=num_labels, **sizes))
    try:
        model(input_ids=ids, labels=labels)
    except (ValueError, RuntimeError) as error:
        print(f"    {type(error).__name__}: {error}")
    return model.config.problem_type


classes = torch.tensor([0, 1, 1, 0])
print("2 labels, integers:", loss(2, classes))
print("2 labels, floats:  ", loss(2, classes.float()))
print("2 labels, a float for each:", loss(2, torch.eye(2)[classes]))
print("1 label, floats:   ", loss(1, classes.float()))
