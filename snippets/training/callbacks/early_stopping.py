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
# fixed values, so that the run's end is known
accuracies = iter([0.60, 0.80, 0.70, 0.80, 0.90])

trainer = Trainer(
    BertForSequenceClassification(config),
    TrainingArguments(
        "run",
        max_steps=100,
        eval_strategy="steps",
        eval_steps=10,
        save_steps=10,
        metric_for_best_model="accuracy",
        load_best_model_at_end=True,
        disable_tqdm=True,
    ),
    train_dataset=rows,
    eval_dataset=rows,
    compute_metrics=lambda prediction: {"accuracy": next(accuracies)},
    callbacks=[EarlyStoppingCallback(early_stopping_patience=2)],
)
trainer.remove_callback(PrinterCallback)
trainer.train()
for log in trainer.state.log_history:
    if "eval_accuracy" in log:
        print(f"step {log['step']}: {log['eval_accuracy']:.2f}")

print("stopped at step", trainer.state.global_step, "of", trainer.state.max_steps)
print("loaded at the end:", trainer.state.best_model_checkpoint.replace("\\", "/"))
