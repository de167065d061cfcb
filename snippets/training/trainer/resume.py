import os

import torch
from datasets import Dataset
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    PrinterCallback,
    Trainer,
    TrainingArguments,
)

config = BertConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2)
ids = [[101, 2000 + n, 102] for n in range(48)]
rows = Dataset.from_dict({"input_ids": ids, "labels": [0, 1] * 24})


def trained(folder, resume=None):
    arguments = TrainingArguments(
        folder, max_steps=6, save_steps=4, disable_tqdm=True, learning_rate=1e-3
    )
    trainer = Trainer(
        None,
        arguments,
        train_dataset=rows,
        model_init=lambda: BertForSequenceClassification(config),
    )
    trainer.remove_callback(PrinterCallback)  # it would print each log as a dictionary
    trainer.train(resume_from_checkpoint=resume)
    return trainer.model.classifier.weight


straight = trained("straight")
resumed = trained("resumed", resume="straight/checkpoint-4")
print(f"6 steps:                 first weight {straight[0, 0]:.4f}")
print(f"4 steps, then 2 resumed: first weight {resumed[0, 0]:.4f}")
assert torch.allclose(straight, resumed)
print("folders of the resumed run:", os.listdir("resumed"))
