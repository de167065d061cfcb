from pathlib import Path

from datasets import Dataset
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    PrinterCallback,
    Trainer,
    TrainingArguments,
    set_seed,
)

set_seed(0)
config = BertConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2)
rows = Dataset.from_dict({"input_ids": [[101, 2307, 102]] * 8, "labels": [0, 1] * 4})
model = BertForSequenceClassification(config)
arguments = TrainingArguments("run", max_steps=3, disable_tqdm=True)
trainer = Trainer(model, arguments, train_dataset=rows)
trainer.remove_callback(PrinterCallback)  # it would print each log as a dictionary
trainer.train()

print("losses logged:", sum("loss" in log for log in trainer.state.log_history))
for folder in Path("run").iterdir():
    print(f"{folder}:", *sorted(file.name for file in folder.iterdir()), sep="\n  ")
    weights = (folder / "model.safetensors").stat().st_size
    optimizer = (folder / "optimizer.pt").stat().st_size
    print(f"optimizer.pt is {optimizer / weights:.1f} times model.safetensors")
