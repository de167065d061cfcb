import torch
from peft import (
    LoraConfig,
    PeftModel,
    get_peft_model,
    prepare_model_for_kbit_training,
)
from transformers import AutoModelForCausalLM, AutoTokenizer, BitsAndBytesConfig

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
inputs = tokenizer("Bees make honey, and snow melts in spring.", return_tensors="pt")
nf4 = BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4")


def load(**options):
    base = AutoModelForCausalLM.from_pretrained(
        checkpoint, dtype=torch.float32, **options
    )
    return base.train()  # the model has no dropout


def loss(model):
    return model(**inputs, labels=inputs["input_ids"]).loss


base = prepare_model_for_kbit_training(
    load(quantization_config=nf4), use_gradient_checkpointing=False
)
print(f"4-bit base, untrained             loss {loss(base):.2f}")
torch.manual_seed(0)
model = get_peft_model(base, LoraConfig(r=8, target_modules="all-linear"))
trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
optimizer = torch.optim.AdamW(trained, lr=1e-3)
for _ in range(4):
    loss(model).backward()
    optimizer.step()
    optimizer.zero_grad()

model.save_pretrained("adapter")
print(f"4-bit base + adapter, not merged  loss {loss(model):.2f}")
for name, base in {
    "dequantized base": load(quantization_config=nf4).dequantize(),
    "original base": load(),
    "4-bit base": load(quantization_config=nf4),
}.items():
    merged_model = PeftModel.from_pretrained(base, "adapter").merge_and_unload()
    print(f"merged into the {name:<17} loss {loss(merged_model):.2f}")
