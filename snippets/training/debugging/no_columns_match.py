import re
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
    # The parentheses hold all arguments of the model's forward
    reason = re.sub(r"\(.*?\)", "(...)", str(error), count=1)
    message = f"{type(error).__name__}: {reason}"
    print(textwrap.fill(message, 86, subsequent_indent="  "))
