from datasets import Dataset
from torch.utils.data import DataLoader
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    Trainer,
    TrainingArguments,
)

rows = Dataset.from_dict({"input_ids": [[1, 2, 3]] * 8, "labels": [0, 1] * 4})
stream = rows.to_iterable_dataset()
config = BertConfig(
    vocab_size=9, hidden_size=8, num_hidden_layers=1, num_attention_heads=1
)
arguments = TrainingArguments("out", use_cpu=True)

for attempt in (
    lambda: len(stream),
    lambda: DataLoader(stream, shuffle=True),
    lambda: Trainer(
        BertForSequenceClassification(config), arguments, train_dataset=stream
    ),
):
    try:
        attempt()
    except (TypeError, ValueError) as error:
        print(f"{type(error).__name__}: {str(error).split(', ')[0]}")
