import io
import logging
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
rows = {"input_ids": [[101, 2307, 102]], "label": [1], "language": ["en"]}
log_text = io.StringIO()
logging.getLogger("transformers").addHandler(logging.StreamHandler(log_text))

# the default level does not log this message
arguments = TrainingArguments("run", log_level="info")
trainer = Trainer(model, arguments, train_dataset=Dataset.from_dict(rows))
batch = next(iter(trainer.get_train_dataloader()))

message = next(line for line in log_text.getvalue().splitlines() if "language" in line)
print(textwrap.fill(message, 86))
print("a batch has", sorted(batch))
