import textwrap

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint)
inputs = tokenizer("The capital of France is", return_tensors="pt")
with torch.no_grad():
    cache = model(**inputs).past_key_values

pairs = tuple((layer.keys, layer.values) for layer in cache.layers)
attempts = {
    "generate with tuples": lambda: model.generate(**inputs, past_key_values=pairs),
    "cache[0]": lambda: cache[0],
    "crop(3)": lambda: cache.crop(3),
}
for name, attempt in attempts.items():
    try:
        attempt()
    except (ValueError, TypeError, AttributeError) as error:
        message = f"{name} -> {type(error).__name__}: {error}"
        print(textwrap.fill(message, 88, subsequent_indent="  "))

cache.crop(-2)
print("after crop(-2):", cache.get_seq_length(), "positions")
