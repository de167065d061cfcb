import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoConfig, AutoModelForCausalLM

config = AutoConfig.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
attention = ["q_proj", "k_proj", "v_proj", "o_proj"]

for target_modules in (None, attention, "all-linear"):
    with torch.device("meta"):
        model = AutoModelForCausalLM.from_config(config)
        lora = LoraConfig(r=8, target_modules=target_modules, task_type="CAUSAL_LM")
        model = get_peft_model(model, lora)
    names = sorted({name.split(".")[-1] for name in model.targeted_module_names})
    print(f"target_modules={target_modules}")
    print(f"  {len(model.targeted_module_names)} layers of", " ".join(names))
