from transformers import TrainingArguments

arguments = TrainingArguments("run")
for name in (
    "num_train_epochs",
    "per_device_train_batch_size",
    "learning_rate",
    "logging_steps",
    "eval_strategy",
    "save_strategy",
    "report_to",
    "seed",
):
    value = getattr(arguments, name)
    print(f"{name:<28} {getattr(value, 'value', value)}")
