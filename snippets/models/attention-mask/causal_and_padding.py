import torch
from transformers import LlamaConfig, LlamaModel

torch.manual_seed(0)
sizes = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 1}
sizes |= {"vocab_size": 100, "num_attention_heads": 2}
# "eager" is the implementation that can return its weights
config = LlamaConfig(attn_implementation="eager", **sizes)
model = LlamaModel(config).eval()

input_ids = torch.tensor([[0, 0, 11, 12, 13]])  # two pads on the left, three tokens
attention_mask = torch.tensor([[0, 0, 1, 1, 1]])
with torch.no_grad():
    output = model(input_ids, attention_mask=attention_mask, output_attentions=True)

seen = output.attentions[0][0, 0] > 0  # (query position, key position)

causal = torch.ones(5, 5, dtype=torch.bool).tril()
allowed = causal & attention_mask[0].bool()  # the padding mask closes whole columns
for position in (2, 3, 4):
    row = seen[position].int().tolist()
    print(f"position {position} attends to", row)
    assert row == allowed[position].int().tolist()
