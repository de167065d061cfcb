from dataclasses import fields

from datasets import Dataset
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    PrinterCallback,
    Trainer,
    TrainerCallback,
    TrainerControl,
    TrainingArguments,
)

rows = Dataset.from_dict({"input_ids": [[101, 2307, 102]] * 8, "labels": [0, 1] * 4})
config = BertConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2)


class Look(TrainerCallback):
    def on_train_begin(self, args, state, control, **kwargs):
        print("also passed:", *sorted(kwargs))


class Answer(TrainerCallback):
    def on_step_end(self, args, state, control, **kwargs):
        if self.answer == "a new control":
            return TrainerControl(should_training_stop=state.global_step == 3)
        control.should_training_stop |= state.global_step == 3
        return control if self.answer == "the control" else None


print("flags:", *(flag.name for flag in fields(TrainerControl)))
for answer in ("the control", "nothing", "a new control"):
    callback = Answer()
    callback.answer = answer
    trainer = Trainer(
        BertForSequenceClassification(config),
        TrainingArguments("run", max_steps=5, save_strategy="no", disable_tqdm=True),
        train_dataset=rows,
        callbacks=[callback] + [Look()] * (answer == "the control"),
    )
    trainer.remove_callback(PrinterCallback)
    trainer.train()
    print(f"returns {answer}: stopped at step {trainer.state.global_step}")
