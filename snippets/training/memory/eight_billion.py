import torch
from peft import LoraConfig, get_peft_model
from transformers import LlamaConfig, LlamaForCausalLM

config = LlamaConfig(  # the sizes of Llama 3.1 8B
    hidden_size=4096,
    intermediate_size=14336,
    num_hidden_layers=32,
    num_attention_heads=32,
    num_key_value_heads=8,
    vocab_size=128256,
)
with torch.device("meta"):  # shapes only: no memory is allocated
    model = LlamaForCausalLM(config)
    weights = model.num_parameters()
    linear = sum(p.numel() for p in model.model.layers.parameters() if p.ndim == 2)
    lora = LoraConfig(r=8, target_modules="all-linear", task_type="CAUSAL_LM")
    adapter, _ = get_peft_model(model, lora).get_nb_trainable_parameters()

nf4 = 0.5 + 4 / 64  # bytes for each weight: 4 bits, and a float32 scale for 64 weights
rows = {  # bytes of: weights, gradients, two states of AdamW for each trained weight
    "full, fp32": (4 * weights, 4 * weights, 8 * weights),
    "bf16 weights": (2 * weights, 2 * weights, 4 * weights),
    "LoRA, r=8": (2 * weights + 4 * adapter, 4 * adapter, 8 * adapter),
    "LoRA on 4-bit": (
        nf4 * linear + 2 * (weights - linear) + 4 * adapter,
        4 * adapter,
        8 * adapter,
    ),
}
print(f"{weights:,} weights, {linear / weights:.0%} in the layers' matrices")
print("technique      weights  gradients  optimizer  sum (GB)")
for name, sizes in rows.items():
    first, second, third = (size / 1e9 for size in sizes)
    print(f"{name:<13}  {first:>7.1f}  {second:>9.2f}  {third:>9.2f}", end="")
    print(f"  {sum(sizes) / 1e9:>8.1f}")

tokens = 2048  # one text
kept = config.num_hidden_layers * tokens * config.hidden_size * 2
logits = tokens * config.vocab_size * 4
print(f"inputs of all layers for {tokens:,} tokens, in bfloat16: {kept / 1e9:.2f} GB")
print(f"logits for {tokens:,} tokens, in float32: {logits / 1e9:.2f} GB")
