from functools import partial

import torch
from torch.autograd.graph import saved_tensors_hooks
from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32).train()
text = "The river runs past the old mill, and the children play until dark. " * 8
input_ids = tokenizer(text, return_tensors="pt")["input_ids"]
labels = input_ids.clone()
labels[:, :-19] = -100  # loss on the last 19 tokens: the completion


def keep(stored, parameters, tensor):
    if tensor.data_ptr() not in parameters:
        storage = tensor.untyped_storage()
        stored[storage.data_ptr()] = storage.nbytes()
    return tensor


def step(labels, logits_to_keep=0):
    parameters = {parameter.data_ptr() for parameter in model.parameters()}
    stored = {}
    with saved_tensors_hooks(partial(keep, stored, parameters), lambda tensor: tensor):
        outputs = model(
            input_ids=input_ids, labels=labels, logits_to_keep=logits_to_keep
        )
    outputs.loss.backward()
    megabytes, logits = sum(stored.values()) / 1e6, outputs.logits.nbytes / 1e6
    return (
        f"{megabytes:6.1f} MB stored, logits {logits:5.1f} MB, loss {outputs.loss:.3f}"
    )


print("plain:             ", step(labels))
model.activation_checkpointing_enable()
print("checkpointed:      ", step(labels))
# the position before the first learned token predicts it: 19 + 1 positions
print("logits_to_keep=20: ", step(labels[:, -20:], logits_to_keep=20))
