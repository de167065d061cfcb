import copy

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, DynamicCache

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32)
positions = []
first_layer = model.model.layers[0]
first_layer.register_forward_pre_hook(
    lambda _, args: positions.append(args[0].shape[1])
)

prefix = "You know all capitals. Answer in one word.\n" * 4
prefix_ids = tokenizer(prefix, return_tensors="pt")["input_ids"]
prefix_cache = DynamicCache(config=model.config)
with torch.no_grad():
    model(prefix_ids, past_key_values=prefix_cache)

print("prefix:", positions.pop(), "positions, once")

options = {"max_new_tokens": 3, "min_new_tokens": 3, "do_sample": False}
for question in ("Capital of France:", "Capital of Japan:"):
    inputs = tokenizer(prefix + question, return_tensors="pt")
    expected = model.generate(**inputs, **options)
    alone = sum(positions)
    positions.clear()
    cache = copy.deepcopy(prefix_cache)  # generate writes into the cache it is given
    ids = model.generate(**inputs, past_key_values=cache, **options)
    print(
        f"positions: {alone} without the cache, {sum(positions)} with it; same ids:",
        torch.equal(ids, expected),
    )
    positions.clear()

print("prefix cache still has", prefix_cache.get_seq_length(), "positions")
