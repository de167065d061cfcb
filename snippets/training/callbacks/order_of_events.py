from functools import partial

from datasets import Dataset
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    PrinterCallback,
    Trainer,
    TrainerCallback,
    TrainingArguments,
)

rows = Dataset.from_dict({"input_ids": [[101, 2307, 102]] * 16, "labels": [0, 1] * 8})
config = BertConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2)
lines = [[]]


class Recorder(TrainerCallback):
    """Writes down each event that the Trainer announces."""


def note(event, args, state, control, **kwargs):
    if event in ("epoch_begin", "step_begin", "epoch_end", "train_end"):
        lines.append([])
    lines[-1].append(event)


recorder = Recorder()
for name in dir(TrainerCallback):
    if name.startswith("on_"):
        setattr(recorder, name, partial(note, name.removeprefix("on_")))

arguments = TrainingArguments(
    "run",
    num_train_epochs=1,
    per_device_train_batch_size=4,
    gradient_accumulation_steps=2,
    logging_steps=1,
    eval_strategy="epoch",
    save_strategy="epoch",
    disable_tqdm=True,
)
model = BertForSequenceClassification(config)
trainer = Trainer(model, arguments, None, rows, rows, callbacks=[recorder])
trainer.remove_callback(PrinterCallback)
trainer.train()
print("\n".join(" > ".join(line) for line in lines))
