import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32)
inputs = tokenizer("The capital of France is", return_tensors="pt")

positions = []  # how many tokens go through the first layer, step by step
first_layer = model.model.layers[0]
first_layer.register_forward_pre_hook(
    lambda _, args: positions.append(args[0].shape[1])
)

outputs = {}
for use_cache in (True, False):
    positions.clear()
    options = {"min_new_tokens": 8, "max_new_tokens": 8, "do_sample": False}
    outputs[use_cache] = model.generate(**inputs, use_cache=use_cache, **options)
    print(f"use_cache={use_cache!s:5}", positions, "sum", sum(positions))

print("same ids:", torch.equal(outputs[True], outputs[False]))
assert torch.equal(outputs[True], outputs[False])
