from datasets import Dataset
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    PrinterCallback,
    Trainer,
    TrainerCallback,
    TrainingArguments,
)

rows = Dataset.from_dict({"input_ids": [[101, 2307, 102]] * 8, "labels": [0, 1] * 4})
config = BertConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2)


class NoKwargs(TrainerCallback):
    def on_train_begin(self, args, state, control):
        print("never reached")


class LossInEveryLog(TrainerCallback):
    def on_log(self, args, state, control, logs, **kwargs):
        print(f"step {state.global_step}: {sorted(logs)[:4]}")
        assert logs["loss"] > 0


for callback in (NoKwargs, LossInEveryLog):
    trainer = Trainer(
        BertForSequenceClassification(config),
        TrainingArguments("run", max_steps=1, logging_steps=1, disable_tqdm=True),
        train_dataset=rows,
        callbacks=[callback],
    )
    trainer.remove_callback(PrinterCallback)
    try:
        trainer.train()
    except (TypeError, KeyError) as error:
        print(f"{type(error).__name__}: {error}")
