import os

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


class SaveOnPowersOfTwo(TrainerCallback):
    def on_step_end(self, args, state, control, **kwargs):
        step = state.global_step
        if step & (step - 1) == 0:  # 1, 2, 4, 8, ...
            control.should_save = True
        if step == 10:
            control.should_training_stop = True
        return control


trainer = Trainer(
    BertForSequenceClassification(config),
    TrainingArguments("run", max_steps=100, save_strategy="no", disable_tqdm=True),
    train_dataset=rows,
    callbacks=[SaveOnPowersOfTwo()],
)
trainer.remove_callback(PrinterCallback)
trainer.train()
print("stopped at step", trainer.state.global_step)
print(sorted(os.listdir("run")))
