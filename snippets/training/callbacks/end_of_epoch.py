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


class PrintEpochs(TrainerCallback):
    def on_epoch_end(self, args, state, control, **kwargs):
        print(f"epoch {state.epoch:.0f} of {args.num_train_epochs}: ", end="")
        print(f"step {state.global_step} of {state.max_steps}")


trainer = Trainer(
    BertForSequenceClassification(config),
    TrainingArguments("run", num_train_epochs=3, save_strategy="no", disable_tqdm=True),
    train_dataset=rows,
    callbacks=[PrintEpochs()],
)
trainer.remove_callback(PrinterCallback)
trainer.train()
