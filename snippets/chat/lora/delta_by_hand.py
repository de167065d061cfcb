import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32)
inputs = tokenizer("Bees make honey.", return_tensors="pt")
base_logits = model(**inputs).logits.detach()

torch.manual_seed(0)
config = LoraConfig(
    r=8, lora_alpha=16, target_modules="all-linear", task_type="CAUSAL_LM"
)
model = get_peft_model(model, config)
layer = model.base_model.model.model.layers[0].self_attn.q_proj
W = layer.base_layer.weight
A, B = layer.lora_A.default.weight, layer.lora_B.default.weight
print("W", tuple(W.shape), " A", tuple(A.shape), " B", tuple(B.shape))
print("parameters:", W.numel(), "frozen,", A.numel() + B.numel(), "trained")
same = torch.equal(model(**inputs).logits, base_logits)
print("logits of the base with a new adapter, bit for bit:", same)

torch.nn.init.normal_(B, std=0.02)  # as if trained
x = torch.ones(576)  # (hidden_size,)
by_hand = W @ x + config.lora_alpha / config.r * B @ (A @ x)
for name, output in {"W x": W @ x, "layer": layer(x), "by hand": by_hand}.items():
    print(f"{name:<8}", *(f"{value:6.2f}" for value in output[:4]))
