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
W, A, B = (
    layer.base_layer.weight,
    layer.lora_A.default.weight,
    layer.lora_B.default.weight,
)
print("W", tuple(W.shape), " A", tuple(A.shape), " B", tuple(B.shape))
print("B is all zeros:", not B.any(), " A is not:", bool(A.any()))
print("logits equal the base's:", torch.equal(model(**inputs).logits, base_logits))

torch.nn.init.normal_(B, std=0.02)  # as if trained
x = torch.randn(2, 5, 576)  # (batch_size, sequence_length, hidden_size)
by_hand = x @ (W + config.lora_alpha / config.r * B @ A).T
print("layer(x) = x (W + alpha/r B A)^T:", torch.allclose(layer(x), by_hand, atol=1e-5))
