import torch
from datasets import Dataset
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    PrinterCallback,
    Trainer,
    TrainingArguments,
)

config = BertConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2)
rows = Dataset.from_dict({"input_ids": [[101, 2307, 102]] * 8, "labels": [0, 1] * 4})

for hidden in (True, False):
    model = BertForSequenceClassification(config)
    torch.nn.init.constant_(model.classifier.weight, float("nan"))  # it has diverged
    arguments = TrainingArguments(
        "run",
        max_steps=3,
        logging_steps=1,
        logging_nan_inf_filter=hidden,
        save_strategy="no",
        disable_tqdm=True,
    )
    trainer = Trainer(model, arguments, train_dataset=rows)
    trainer.remove_callback(PrinterCallback)  # it would print each log as a dictionary
    trainer.train()
    logs = [log for log in trainer.state.log_history if "loss" in log]
    print(f"logging_nan_inf_filter={hidden}:", [log["loss"] for log in logs])
    print("    grad_norm:", [log["grad_norm"] for log in logs])
