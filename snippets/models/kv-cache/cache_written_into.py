import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, DynamicCache

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32)
options = {"min_new_tokens": 4, "max_new_tokens": 4, "do_sample": False}
positions = []
first_layer = model.model.layers[0]
first_layer.register_forward_pre_hook(
    lambda _, args: positions.append(args[0].shape[1])
)

prefix = "France, Paris. Italy, Rome."
inputs = tokenizer(prefix + " Spain,", return_tensors="pt")
cache = DynamicCache(config=model.config)
with torch.no_grad():
    model(tokenizer(prefix, return_tensors="pt")["input_ids"], past_key_values=cache)

for use in ("first", "second"):
    before = cache.get_seq_length()
    positions.clear()
    model.generate(**inputs, past_key_values=cache, **options)
    print(
        f"{use} use: cache {before} -> {cache.get_seq_length()}, computed {positions}"
    )
