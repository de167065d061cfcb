import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.bfloat16)
texts = ["The capital of France is Paris", "Rome is the capital of Italy"]
batch = tokenizer(texts, return_tensors="pt")
with torch.no_grad():
    cache = model(**batch).past_key_values

layers, length = cache.layers, cache.get_seq_length()
keys, values = layers[0].keys, layers[0].values
print(f"{type(cache).__name__} of {len(layers)} layers, {length} positions")
print("keys", tuple(keys.shape), keys.dtype, "values", tuple(values.shape))

config = model.config
query_heads, heads = config.num_attention_heads, config.num_key_value_heads
per_token = 2 * len(layers) * heads * (config.hidden_size // query_heads) * 2
measured = sum(layer.keys.nbytes + layer.values.nbytes for layer in layers)
measured //= batch["input_ids"].numel()
print("heads:", query_heads, "of queries,", heads, "of keys and values")
print("bytes per token:", per_token, "by the formula,", measured, "measured")
assert measured == per_token
weights = sum(weight.nbytes for weight in model.parameters())
print("as heavy as the weights at", weights // per_token, "tokens")
