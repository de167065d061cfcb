from functools import partial

import torch
from torch.autograd.graph import saved_tensors_hooks
from transformers import AutoModelForSequenceClassification

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
input_ids = torch.arange(4 * 128).view(4, 128) + 2000
labels = torch.tensor([0, 1, 0, 1])
embeddings, head = "bert.embeddings", "classifier"
layers = [f"bert.encoder.layer.{number}" for number in range(6)]


def keep(stored, parameters, tensor):
    if tensor.data_ptr() not in parameters:
        storage = tensor.untyped_storage()
        stored[storage.data_ptr()] = storage.nbytes()
    return tensor


for name, frozen in (
    ("nothing frozen      ", []),
    ("embeddings          ", [embeddings]),
    ("embeddings + lower 3", [embeddings, *layers[:3]]),
    ("upper 3             ", layers[3:]),
):
    model = AutoModelForSequenceClassification.from_pretrained(
        checkpoint, hidden_dropout_prob=0, attention_probs_dropout_prob=0
    )
    for part in frozen:
        model.get_submodule(part).requires_grad_(False)
    parameters = {parameter.data_ptr() for parameter in model.parameters()}
    stored = {}
    with saved_tensors_hooks(partial(keep, stored, parameters), lambda tensor: tensor):
        loss = model(input_ids=input_ids, labels=labels).loss
    loss.backward()
    gradients = sum(p.grad.nbytes for p in model.parameters() if p.grad is not None)
    print(f"{name}  gradients {gradients / 1e6:>5.1f} MB", end="  ")
    print(f"activations {sum(stored.values()) / 1e6:>5.1f} MB")
