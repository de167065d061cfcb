import warnings

from transformers import TrainingArguments

for old in (
    {"evaluation_strategy": "epoch"},
    {"overwrite_output_dir": True},
    {"use_mps_device": True},
    {"warmup_ratio": 0.1},
    {"logging_dir": "logs"},
    {"optim": "adamw_hf"},
):
    try:
        TrainingArguments("out", **old)
    except (TypeError, ValueError) as error:
        message = str(error).removeprefix("TrainingArguments.__init__() ")
        print(f"{type(error).__name__}: {message.partition(', please')[0]}")

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    TrainingArguments("out", use_cpu=True, gradient_checkpointing=True)

print(f"{caught[0].category.__name__}: {str(caught[0].message).split(' and ')[0]}")

args = TrainingArguments(
    "out",
    eval_strategy="epoch",
    use_cpu=True,
    warmup_steps=0.1,
    activation_checkpointing=True,
)
print("new:", args.eval_strategy.value, args.device, "report_to", args.report_to)
print("warm-up of 200 steps:", args.get_warmup_steps(200))
