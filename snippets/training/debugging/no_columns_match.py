import textwrap

from datasets import Dataset
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    Trainer,
    TrainingArguments,
)

config = BertConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2)
model = BertForSequenceClassification(config)
rows = Dataset.from_dict({"text": ["Great!", "Awful."]})  # never tokenized
trainer = Trainer(model, TrainingArguments("run"), train_dataset=rows)
try:
    trainer.train()
except ValueError as error:
    before, _, after = str(error).partition(": (")
    after = after.partition("). ")[
        2
    ]  # in between, all arguments of the model's forward
    print(textwrap.fill(f"{type(error).__name__}: {before}: (...). {after}", 86))
