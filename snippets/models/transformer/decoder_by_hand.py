import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32)
inputs = tokenizer("The capital of France is", return_tensors="pt")
base = model.base_model
with torch.no_grad():
    x = base.embed_tokens(inputs["input_ids"])  # (1, 5, 576)
    order = base.rotary_emb(x, torch.arange(5).unsqueeze(0))
    options = {"position_embeddings": order, "attention_mask": None}
    for layer in base.layers:
        x = x + layer.self_attn(layer.input_layernorm(x), **options)[0]
        x = x + layer.mlp(layer.post_attention_layernorm(x))
    logits = base.norm(x) @ base.embed_tokens.weight.T  # (1, 5, 49152)
    expected = model(**inputs).logits

print(len(base.layers), "layers, the vectors stay", tuple(x.shape))
for name, scores in {"by hand": logits, "library": expected}.items():
    probability, token_id = scores[0, -1].softmax(dim=-1).max(dim=-1)
    print(f"{name}: next token {tokenizer.decode(token_id)!r}, p = {probability:.2f}")

assert torch.allclose(logits, expected, atol=1e-3)
