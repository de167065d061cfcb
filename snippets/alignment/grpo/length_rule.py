import re

from datasets import Dataset
from peft import LoraConfig
from transformers import PrinterCallback
from trl import GRPOConfig, GRPOTrainer

prompt = [
    {"role": "system", "content": "Answer briefly."},
    {"role": "user", "content": "Name three animals."},
    {"role": "assistant", "content": "Cat, dog and horse."},
    {"role": "user", "content": "Name three colors."},
]
colors = "black|blue|gold|gray|green|orange|pink|purple|red|tan|white|yellow"


def brief(completions, completion_ids, log_metric, **columns):
    answers = [completion[0]["content"].lower() for completion in completions]
    named = [len(set(re.findall(colors, answer))) for answer in answers]
    log_metric("three colors", sum(number >= 3 for number in named) / len(named))
    lengths = [len(ids) for ids in completion_ids]
    log_metric("up to 6 tokens", sum(length <= 6 for length in lengths) / len(named))
    return [-float(length) for length in lengths]  # the fewer tokens, the better


trainer = GRPOTrainer(
    model="HuggingFaceTB/SmolLM2-135M-Instruct",
    reward_funcs=brief,
    args=GRPOConfig(
        output_dir="out",
        max_steps=5,
        per_device_train_batch_size=8,
        num_generations=8,
        max_completion_length=12,
        learning_rate=3e-3,
        logging_steps=1,
        bf16=False,
        activation_checkpointing=False,
        use_cpu=True,
        save_strategy="no",
        disable_tqdm=True,
    ),
    train_dataset=Dataset.from_list([{"prompt": prompt}] * 8),
    peft_config=LoraConfig(r=8, target_modules="all-linear"),
)
trainer.remove_callback(PrinterCallback)  # it would print each log as a dictionary
trainer.train()


def band(share):
    if share < 0.25:
        return "under a quarter"
    return "over half" if share > 0.5 else "a quarter to half"


logs = [log for log in trainer.state.log_history if "reward" in log]
print("reward rises:", logs[-1]["reward"] > logs[0]["reward"])
print("share of answers  first step       last step")
for name in ("up to 6 tokens", "three colors"):
    print(f"{name:<16}  {band(logs[0][name]):<15}  {band(logs[-1][name])}")
