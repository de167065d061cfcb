import tempfile

import torch
from peft import LoraConfig, get_peft_model, prepare_model_for_kbit_training
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    BitsAndBytesConfig,
    Trainer,
    TrainingArguments,
    set_seed,
)

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
input_ids = tokenizer("Water boils at one hundred degrees.")["input_ids"]
rows = [{"input_ids": input_ids, "labels": input_ids}]
nf4 = BitsAndBytesConfig(
    load_in_4bit=True,
    bnb_4bit_quant_type="nf4",
    bnb_4bit_compute_dtype=torch.bfloat16,
)
model = AutoModelForCausalLM.from_pretrained(checkpoint, quantization_config=nf4)
arguments = TrainingArguments(
    tempfile.mkdtemp(),
    max_steps=3,
    learning_rate=1e-3,
    logging_steps=1,
    save_strategy="no",
    use_cpu=True,
)
try:
    Trainer(model, arguments, train_dataset=rows)
except ValueError as error:
    refusal, advice, *_ = str(error).split(". ")
    print(f"{type(error).__name__}: {refusal}")
    print(advice.partition(" to correctly")[0])

set_seed(0)
model = prepare_model_for_kbit_training(model)
model = get_peft_model(model, LoraConfig(target_modules="all-linear"))
packed = model.get_submodule("base_model.model.model.layers.0.mlp.up_proj.base_layer")
before = packed.weight.clone()
trainer = Trainer(model, arguments, train_dataset=rows)
losses = []
trainer.log = lambda logs, *_: losses.append(logs.get("loss"))
trainer.train()
print("with adapters, the loss falls:", losses[0] > losses[1] > losses[2])
print("the 4-bit weights are unchanged:", torch.equal(packed.weight, before))
