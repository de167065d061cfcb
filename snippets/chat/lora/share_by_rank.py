import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoConfig, AutoModelForCausalLM

config = AutoConfig.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")

print("rank  trainable  trainable %  adapter MB")
for rank in (2, 8, 32, 128):
    with torch.device("meta"):  # shapes only, no weights
        model = AutoModelForCausalLM.from_config(config)
        lora = LoraConfig(r=rank, target_modules="all-linear", task_type="CAUSAL_LM")
        model = get_peft_model(model, lora)
    trainable, total = model.get_nb_trainable_parameters()
    megabytes = trainable * 4 / 1e6  # float32
    share = 100 * trainable / total
    print(f"{rank:>4}  {trainable:>9}  {share:>11.2f}  {megabytes:>10.1f}")
