import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint)
texts = ["The capital of France is Paris", "Rome is the capital of Italy"]
batch = tokenizer(texts, return_tensors="pt")
with torch.no_grad():
    cache = model(**batch).past_key_values

keys = cache.layers[0].keys
print(
    type(cache).__name__,
    "of",
    len(cache.layers),
    "layers,",
    cache.get_seq_length(),
    "positions",
)
print(
    "keys", tuple(keys.shape), keys.dtype, "values", tuple(cache.layers[0].values.shape)
)

config = model.config
head_dim = config.hidden_size // config.num_attention_heads
per_token = 2 * config.num_hidden_layers * config.num_key_value_heads * head_dim * 2
measured = sum(layer.keys.nbytes + layer.values.nbytes for layer in cache.layers)
print(
    "bytes per token:",
    per_token,
    "by the formula,",
    measured // batch["input_ids"].numel(),
)
assert measured == per_token * batch["input_ids"].numel()
weights = sum(weight.nbytes for weight in model.parameters())
print("as heavy as the weights at", weights // per_token, "tokens")
