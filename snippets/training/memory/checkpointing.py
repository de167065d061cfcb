from functools import partial

import torch
from torch.autograd.graph import saved_tensors_hooks
from transformers import AutoModel

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
input_ids = torch.arange(4 * 128).view(4, 128) + 2000


def keep(stored, parameters, tensor):
    if tensor.data_ptr() not in parameters:
        storage = tensor.untyped_storage()
        stored[storage.data_ptr()] = storage.nbytes()
    return tensor


def count(forwards, number, *_):
    forwards[number] += 1


def backward(checkpointing, every_n_layers=1, mode="train"):
    model = AutoModel.from_pretrained(
        checkpoint, hidden_dropout_prob=0, attention_probs_dropout_prob=0
    ).train(mode == "train")
    if checkpointing:
        model.activation_checkpointing_enable(every_n_layers=every_n_layers)
    parameters = {parameter.data_ptr() for parameter in model.parameters()}
    stored, forwards = {}, [0] * len(model.encoder.layer)
    for number, layer in enumerate(model.encoder.layer):
        layer.attention.register_forward_pre_hook(partial(count, forwards, number))
    with saved_tensors_hooks(partial(keep, stored, parameters), lambda tensor: tensor):
        loss = model(input_ids).last_hidden_state.square().mean()
    loss.backward()
    gradients = [p.grad for p in model.parameters() if p.grad is not None]
    return gradients, sum(stored.values()) / 1e6, forwards


plain, *figures = backward(checkpointing=False)
print("plain:                 {:.1f} MB, forwards of each layer {}".format(*figures))
for title, options in (
    ("checkpointed:         ", {}),
    ("every second layer:   ", {"every_n_layers": 2}),
    ("after model.eval():   ", {"mode": "eval"}),
):
    gradients, *figures = backward(checkpointing=True, **options)
    print(title, "{:.1f} MB, forwards of each layer {}".format(*figures))
    assert all(torch.equal(a, b) for a, b in zip(gradients, plain, strict=True))

print("the gradients are equal in all four: True")
