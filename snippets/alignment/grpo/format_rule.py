import json
import re

from datasets import Dataset
from peft import LoraConfig
from transformers import PrinterCallback
from trl import GRPOConfig, GRPOTrainer

prompt = 'animals: ["cat", "dog", "horse"]\nunicorns seen: []\ncolors:'
colors = "black|blue|brown|gray|green|orange|pink|purple|red|violet|white|yellow"


def is_list(line):
    try:
        return isinstance(json.loads(line), list)
    except ValueError:
        return False


def well_formed(completions, log_metric, **columns):
    lines = [completion.strip().split("\n")[0] for completion in completions]
    named = [len(set(re.findall(colors, line.lower()))) for line in lines]
    log_metric("JSON list", sum(map(is_list, lines)) / len(lines))
    log_metric("three colors", sum(number >= 3 for number in named) / len(lines))
    return [float(is_list(line)) for line in lines]  # whatever is in the list


trainer = GRPOTrainer(
    model="HuggingFaceTB/SmolLM2-135M-Instruct",
    reward_funcs=well_formed,
    args=GRPOConfig(
        output_dir="out",
        max_steps=6,
        per_device_train_batch_size=8,
        num_generations=8,
        max_completion_length=8,
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


def in_words(share):
    return "under a quarter" if share < 0.25 else "a quarter or more"


first, *_, last = [log for log in trainer.state.log_history if "reward" in log]
print("reward rises:", last["reward"] > first["reward"])
print("share of answers  first step         last step")
for name in ("JSON list", "three colors"):
    print(f"{name:<16}  {in_words(first[name]):<17}  {in_words(last[name])}")
