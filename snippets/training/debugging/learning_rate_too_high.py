from datasets import Dataset
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    PrinterCallback,
    Trainer,
    TrainingArguments,
    set_seed,
)

config = BertConfig(hidden_size=32, num_hidden_layers=2, num_attention_heads=2)
ids = [[101, 2307 if n % 2 else 6659, 102] for n in range(64)]  # "great" or "awful"
rows = Dataset.from_dict({"input_ids": ids, "labels": [n % 2 for n in range(64)]})

for rate in (1e-3, 1.0):
    set_seed(0)
    model = BertForSequenceClassification(config)
    arguments = TrainingArguments(
        "run",
        max_steps=30,
        learning_rate=rate,
        lr_scheduler_type="constant",
        logging_steps=10,
        save_strategy="no",
        disable_tqdm=True,
    )
    trainer = Trainer(model, arguments, train_dataset=rows)
    trainer.remove_callback(PrinterCallback)
    trainer.train()
    losses = [log["loss"] for log in trainer.state.log_history if "loss" in log]
    print(f"learning rate {rate:g}:", *(f"{loss:.2f}" for loss in losses))
