import os

from datasets import Dataset
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    PrinterCallback,
    Trainer,
    TrainingArguments,
)

rows = Dataset.from_dict({"input_ids": [[101, 2307, 102]] * 16, "labels": [0, 1] * 8})
config = BertConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2)

arguments = TrainingArguments(
    "run",
    num_train_epochs=3,  # of two steps each
    logging_strategy="epoch",
    save_strategy="steps",
    save_steps=2,
    save_total_limit=2,
    disable_tqdm=True,
)
trainer = Trainer(BertForSequenceClassification(config), arguments, train_dataset=rows)
trainer.remove_callback(PrinterCallback)
trainer.train()
print(
    "loss at steps", [log["step"] for log in trainer.state.log_history if "loss" in log]
)
print("kept:", sorted(os.listdir("run")))
