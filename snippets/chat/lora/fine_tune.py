import os

import torch
from datasets import Dataset
from peft import LoraConfig, PeftModel
from transformers import AutoModelForCausalLM, PrinterCallback
from trl import SFTConfig, SFTTrainer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
pairs = {
    "Do bees sleep?": "Yes. Ahoy!",
    "Is snow warm?": "No. Ahoy!",
    "Is iron a metal?": "Yes. Ahoy!",
    "Can fish climb trees?": "No. Ahoy!",
}
rows = [
    {
        "prompt": [{"role": "user", "content": question}],
        "completion": [{"role": "assistant", "content": answer}],
    }
    for question, answer in pairs.items()
]
trainer = SFTTrainer(
    model=checkpoint,
    args=SFTConfig(
        output_dir="out",
        max_steps=5,
        per_device_train_batch_size=4,
        learning_rate=2e-3,
        logging_steps=1,
        bf16=False,
        activation_checkpointing=False,
        use_cpu=True,
        save_strategy="no",
        disable_tqdm=True,
    ),
    train_dataset=Dataset.from_list(rows),
    peft_config=LoraConfig(r=8, lora_alpha=16, target_modules="all-linear"),
)
trainer.remove_callback(PrinterCallback)  # it would print each log as a dictionary

trainer.train()
losses = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
print(f"loss: {losses[0]:.2f} at the first step, {losses[-1]:.2f} at the last")

trainer.save_model("ahoy")
size = os.path.getsize("ahoy/adapter_model.safetensors")
base = AutoModelForCausalLM.from_pretrained(checkpoint)
base_size = sum(p.nbytes for p in base.parameters())
print(
    f"adapter file: {size / 1e6:.1f} MB, the base's weights: {base_size / 1e6:.1f} MB"
)

reloaded = PeftModel.from_pretrained(base.float(), "ahoy")  # in eval mode
trained = trainer.model.eval()
input_ids = next(iter(trainer.get_train_dataloader()))["input_ids"]
with torch.no_grad():
    expected = trained(input_ids).logits
    same = torch.allclose(reloaded(input_ids).logits, expected, atol=1e-4)
    with reloaded.disable_adapter():
        without = torch.allclose(reloaded(input_ids).logits, expected, atol=1e-4)

print("logits of the trained model: with the adapter", same, "without it", without)
