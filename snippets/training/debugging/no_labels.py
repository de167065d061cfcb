from datasets import Dataset
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    PrinterCallback,
    Trainer,
    TrainingArguments,
)

config = BertConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2)
arguments = TrainingArguments("run", max_steps=1, save_strategy="no", disable_tqdm=True)
rows = Dataset.from_dict({"input_ids": [[101, 2307, 102]] * 4, "sentiment": [0, 1] * 2})
for data in (rows, rows.rename_column("sentiment", "labels")):
    model = BertForSequenceClassification(config)
    trainer = Trainer(model, arguments, train_dataset=data)
    trainer.remove_callback(PrinterCallback)  # it would print each log as a dictionary
    try:
        print(f"columns {data.column_names}: loss {trainer.train().training_loss:.1f}")
    except ValueError as error:
        print(f"{type(error).__name__}: {str(error).split('. For')[0]}")
