import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, DynamicCache

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32)
options = {"min_new_tokens": 4, "max_new_tokens": 4, "do_sample": False}

inputs = tokenizer("France, Paris. Italy, Rome. Spain,", return_tensors="pt")
start = inputs["input_ids"].shape[1]
ids = model.generate(**inputs, **options)
print("without a cache:", repr(tokenizer.decode(ids[0, start:])))
for prefix in ("France, Paris. Italy, Rome.", "France, Paris. Italy, Rome. "):
    prefix_ids = tokenizer(prefix, return_tensors="pt")["input_ids"]
    cache = DynamicCache(config=model.config)
    with torch.no_grad():
        model(prefix_ids, past_key_values=cache)
    size = prefix_ids.shape[1]
    cached, wanted = prefix_ids[0, -1], inputs["input_ids"][0, size - 1]
    print(f"last cached token: {tokenizer.decode(cached)!r}", end=", ")
    print(f"the prompt's: {tokenizer.decode(wanted)!r}")
    ids = model.generate(**inputs, past_key_values=cache, **options)
    print("  with this cache:", repr(tokenizer.decode(ids[0, start:])))
