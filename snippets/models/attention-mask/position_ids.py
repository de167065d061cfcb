import torch
from transformers import GPT2Config, GPT2LMHeadModel

torch.manual_seed(0)
config = GPT2Config(vocab_size=100, n_embd=32, n_layer=2, n_head=2)
model = GPT2LMHeadModel(config).eval()

alone = torch.tensor([[11, 12, 13]])
padded = torch.tensor([[0, 0, 11, 12, 13]])
mask = torch.tensor([[0, 0, 1, 1, 1]])
positions = (mask.cumsum(dim=-1) - 1).clamp(min=0)  # [0, 0, 0, 1, 2]

with torch.no_grad():
    expected = model(alone).logits[:, -1]
    by_mask = model(padded, attention_mask=mask).logits[:, -1]
    by_both = model(padded, attention_mask=mask, position_ids=positions).logits[:, -1]

for name, logits in (("mask alone:", by_mask), ("mask and position_ids:", by_both)):
    difference = (logits - expected).abs().max()
    same = torch.allclose(logits, expected, atol=1e-5)
    print(f"{name:22} same logits: {same}, largest difference {difference:.3f}")
