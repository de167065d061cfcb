import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
embedding = {"modules_to_save": ["embed_tokens"]}
print("new rows by                  trained weights  head = embedding afterwards")
for name, options in {
    "LoRA alone": {},
    "trainable_token_indices": {"trainable_token_indices": [49150, 49151]},
    "modules_to_save": embedding,
    "the same, ensure_weight_tying": {**embedding, "ensure_weight_tying": True},
}.items():
    base = AutoModelForCausalLM.from_pretrained(checkpoint)  # head and embedding tied
    model = get_peft_model(base, LoraConfig(target_modules="all-linear", **options))
    trained = {n: p for n, p in model.named_parameters() if p.requires_grad}
    for parameter_name, parameter in trained.items():
        if "embed_tokens" in parameter_name:
            parameter.data += 1  # as if trained
    count = sum(parameter.numel() for parameter in trained.values())
    merged = model.merge_and_unload()
    tied = torch.equal(merged.model.embed_tokens.weight, merged.lm_head.weight)
    print(f"{name:<29}  {count:>13,}  {tied!s:>27}")

model = get_peft_model(base, LoraConfig(target_modules="all-linear"))
layer = model.get_submodule("base_model.model.model.layers.0.self_attn.q_proj")
torch.nn.init.constant_(layer.lora_B.default.weight, float("nan"))
try:
    model.merge_and_unload(safe_merge=True)
except ValueError as error:
    print(f"{type(error).__name__}: {error}")
