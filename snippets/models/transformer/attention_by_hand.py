import torch
from torch.nn.functional import scaled_dot_product_attention
from transformers import AutoModel, AutoTokenizer

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModel.from_pretrained(checkpoint, attn_implementation="eager")
inputs = tokenizer("The cat drank milk because it was thirsty.", return_tensors="pt")
with torch.no_grad():
    outputs = model(**inputs, output_hidden_states=True, output_attentions=True)
    x = outputs.hidden_states[5][0]  # what the last layer gets, (11, 384)
    layer = model.encoder.layer[5].attention.self
    parts = (layer.query, layer.key, layer.value)
    query, key, value = (part(x)[:, -32:] for part in parts)  # the last of 12 heads
    weights = (query @ key.T / 32**0.5).softmax(dim=-1)  # (11, 11)
    mixed = weights @ value  # (11, 32)
    expected = scaled_dot_product_attention(query, key, value)

print("token     weight")
for token, weight in zip(inputs.tokens(), weights[6], strict=True):  # 6 is "it"
    print(f"{token:8}  {weight:.2f}")

assert torch.allclose(weights, outputs.attentions[5][0, -1], atol=1e-5)
assert torch.allclose(mixed, expected, atol=1e-5)
print("differs from the model and from PyTorch by less than 0.00001")
