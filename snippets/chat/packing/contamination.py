import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32)
first = tokenizer("Anna keeps bees in Oslo.", return_tensors="pt")["input_ids"]
second = tokenizer("The trains were late today.", return_tensors="pt")["input_ids"]
packed = torch.cat([first, second], dim=1)
restart = torch.cat([torch.arange(first.shape[1]), torch.arange(second.shape[1])])[None]
ones = torch.ones_like(packed)
inputs = {
    "restart": {"position_ids": restart, "use_cache": False},
    "restart, cache left on": {"position_ids": restart},
    "restart, mask of ones": {
        "position_ids": restart,
        "attention_mask": ones,
        "use_cache": False,
    },
    "no restart": {"attention_mask": ones, "use_cache": False},
}

print("largest difference of the second text's logits from the same text alone")
with torch.no_grad():
    alone = model(second).logits
    for attention in ("eager", "sdpa"):
        model.set_attn_implementation(attention)
        for name, extra in inputs.items():
            logits = model(packed, **extra).logits[:, first.shape[1] :]
            difference = (logits - alone).abs().max().item()
            print(f"  {attention:<5}  {name:<22}  {difference:4.1f}")
