import io
import logging
import textwrap

from datasets import Dataset
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    EarlyStoppingCallback,
    PrinterCallback,
    Trainer,
    TrainingArguments,
)

rows = Dataset.from_dict({"input_ids": [[101, 2307, 102]] * 8, "labels": [0, 1] * 4})
config = BertConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2)
log_text = io.StringIO()
logging.getLogger("transformers.trainer_callback").addHandler(
    logging.StreamHandler(log_text)
)


def train(**settings):
    log_text.truncate(0)
    log_text.seek(0)
    arguments = TrainingArguments("run", max_steps=2, disable_tqdm=True, **settings)
    model = BertForSequenceClassification(config)
    callbacks = [EarlyStoppingCallback()]
    trainer = Trainer(model, arguments, None, rows, rows, callbacks=callbacks)
    trainer.remove_callback(PrinterCallback)
    print(*(f"{name}={value!r}" for name, value in settings.items()), sep=", ")
    try:
        trainer.train()
        print(textwrap.indent(textwrap.fill(log_text.getvalue(), 84), "    "))
    except AssertionError as error:
        print(f"    {type(error).__name__}: {error}")


train(eval_strategy="epoch")
train(metric_for_best_model="loss")
train(metric_for_best_model="loss", eval_strategy="epoch")
