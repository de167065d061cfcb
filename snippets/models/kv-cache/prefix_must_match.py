import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, DynamicCache

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32)
options = {"min_new_tokens": 4, "max_new_tokens": 4, "do_sample": False}

inputs = tokenizer("France, Paris. Italy, Rome. Spain,", return_tensors="pt")
expected = model.generate(**inputs, **options)
for prefix in ("France, Paris. Italy, Rome.", "France, Paris. Italy, Rome. "):
    prefix_ids = tokenizer(prefix, return_tensors="pt")["input_ids"]
    cache = DynamicCache(config=model.config)
    with torch.no_grad():
        model(prefix_ids, past_key_values=cache)
    ids = model.generate(**inputs, past_key_values=cache, **options)
    size = prefix_ids.shape[1]
    cached, wanted = prefix_ids[0, -1], inputs["input_ids"][0, size - 1]
    print(f"last cached token: {tokenizer.decode(cached)!r}", end=", ")
    print(f"the prompt's: {tokenizer.decode(wanted)!r}")
    begins = torch.equal(inputs["input_ids"][:, :size], prefix_ids)
    print(
        "  prompt begins with the cached ids:",
        begins,
        " same result:",
        torch.equal(ids, expected),
    )
