import logging
import re

from datasets import Dataset
from transformers import (
    AutoTokenizer,
    BertConfig,
    BertForSequenceClassification,
    Trainer,
    TrainingArguments,
)

tokenizer = AutoTokenizer.from_pretrained("sentence-transformers/all-MiniLM-L6-v2")
small = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 1}
model = BertForSequenceClassification(BertConfig(vocab_size=len(tokenizer), **small))
rows = Dataset.from_dict(
    {"text": ["Good", "Bad"], "label": [1, 0], "weight": [1.0, 2.0]}
)
rows = rows.map(lambda batch: tokenizer(batch["text"]), batched=True)

logged = []
logger = logging.getLogger("transformers.trainer")
logger.setLevel(logging.INFO)  # the default is WARNING: the message stays unseen
logger.addFilter(lambda record: logged.append(record.getMessage()))


def collator(features):
    others = set(features[0]) - set(tokenizer.model_input_names)
    print("  the collator receives the tokens and", sorted(others))
    return {"weight": [feature["weight"] for feature in features]}


for remove in (True, False):
    print(f"remove_unused_columns={remove}")
    arguments = TrainingArguments("out", remove_unused_columns=remove, use_cpu=True)
    trainer = Trainer(model, arguments, train_dataset=rows, data_collator=collator)
    try:
        batch = next(iter(trainer.get_train_dataloader()))
        print("  batch:", sorted(batch["weight"]))
    except KeyError as error:
        print(f"  {type(error).__name__}: {error}")

dropped = next(re.search(r"ignored: ([\w, ]+)\.", m) for m in logged if "ignored" in m)
print("logged as ignored:", sorted(dropped[1].split(", ")))
