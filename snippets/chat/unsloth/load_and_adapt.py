import torch
from peft import LoraConfig, get_peft_model, prepare_model_for_kbit_training
from transformers import AutoModelForCausalLM, AutoTokenizer, BitsAndBytesConfig

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
full = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.bfloat16)
model = AutoModelForCausalLM.from_pretrained(
    checkpoint,
    dtype=torch.bfloat16,
    quantization_config=BitsAndBytesConfig(
        load_in_4bit=True, bnb_4bit_quant_type="nf4"
    ),
)
for name, loaded in (("16 bits", full), ("4 bits", model)):
    print(f"{name:7}: {loaded.get_memory_footprint() / 1e6:.0f} MB of weights")

# turns on activation checkpointing, converts what is not quantized to float32
model = prepare_model_for_kbit_training(model)
attention = ["q_proj", "k_proj", "v_proj", "o_proj"]
mlp = ["gate_proj", "up_proj", "down_proj"]
model = get_peft_model(
    model, LoraConfig(r=16, lora_alpha=16, target_modules=attention + mlp)
)
trainable, _ = model.get_nb_trainable_parameters()
share = trainable / full.num_parameters()
print(f"trainable: {trainable:,} weights, {share:.1%} of the model's")
