"""Loss on held-out rows after a LoRA run of four steps, by scaling, lora_alpha, learning rate and
rank, over three seeds. A run depends on rank, rate and the factor of the update alone, so settings
with the same factor share it."""

import functools
import itertools
import json
import math
import random
import statistics
import sys
from copy import deepcopy

import torch
from datasets import Dataset
from peft import LoraConfig
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    PrinterCallback,
    set_seed,
)
from trl import SFTConfig, SFTTrainer

IS_SLICE = "--slice" in sys.argv
STEPS = 4
RANKS = (1, 4, 16)
ALPHAS = (4, 16, 64)
RATES = ("5e-4", "2e-3")
SEEDS = (0, 1, 2)
CHECKPOINT = "HuggingFaceTB/SmolLM2-135M-Instruct"

scalings = {"alpha / r": lambda r: r, "alpha / sqrt(r)": math.sqrt}
settings = list(itertools.product(scalings, RATES, ALPHAS))
if IS_SLICE:
    RANKS, settings = (), [("alpha / r", "2e-3", 16)]

train_products = "kettle toaster lamp radio printer camera mixer clock keyboard drill"
train_products += " heater freezer"
train_problems = "leaks, does not start, makes a loud noise, arrived broken, "
train_problems += "smells of smoke, is far too slow"
test_products = "blender, headset, scooter, doorbell, microphone, hair dryer"
test_problems = "keeps switching off, has a crack, gets too hot, shows a wrong date"
train_parts = {
    "product": train_products.split(),
    "problem": train_problems.split(", "),
    "template": [
        "Hello, the {product} I bought {problem}. I would like a {wish}.",
        "My new {product} {problem}, so please send me a {wish}.",
        "I want a {wish}, because my {product} {problem}.",
        "The {product} {problem}. Can I have a {wish}?",
        "I am not happy: the {product} {problem}. A {wish} would be fair.",
        "Could you arrange a {wish}? The {product} {problem}.",
    ],
}
test_parts = {
    "product": test_products.split(", "),
    "problem": test_problems.split(", "),
    "template": [
        "Dear team, your {product} {problem}. I hope for a {wish}.",
        "Is a {wish} possible? I ask since the {product} {problem}.",
        "We ordered a {product} and it {problem}. We expect a {wish}.",
    ],
}
wishes = ["refund", "repair", "replacement"]


def make_rows(parts, count, seed):
    combinations = list(itertools.product(*parts.values(), wishes))
    sample = random.Random(seed).sample(combinations, count)
    return Dataset.from_list(list(itertools.starmap(as_pair, sample)))


def as_pair(product, problem, template, wish):
    system = {"role": "system", "content": "You write tickets."}
    message = template.format(product=product, problem=problem, wish=wish)
    answer = json.dumps({"product": product, "wish": wish})
    return {
        "prompt": [system, {"role": "user", "content": message}],
        "completion": [{"role": "assistant", "content": answer}],
    }


@functools.cache
def train(rank, factor, rate, seed):
    """Loss on the held-out rows after the last step."""
    set_seed(seed)
    trainer = SFTTrainer(
        deepcopy(base),
        args=SFTConfig(
            "out",
            max_length=128,
            per_device_train_batch_size=4,
            learning_rate=rate,
            lr_scheduler_type="linear",
            max_steps=STEPS,
            logging_strategy="no",
            save_strategy="no",
            activation_checkpointing=False,
            bf16=False,
            seed=seed,
            use_cpu=True,
            report_to="none",
            disable_tqdm=True,
        ),
        train_dataset=train_rows,
        eval_dataset=test_rows,
        processing_class=tokenizer,
        peft_config=LoraConfig(
            r=rank, lora_alpha=factor * rank, target_modules="all-linear"
        ),
    )
    trainer.remove_callback(PrinterCallback)  # it would print each log as a dictionary
    trainer.train()
    return trainer.evaluate()["eval_loss"]


train_rows = make_rows(train_parts, 24, seed=0)
test_rows = make_rows(test_parts, 16, seed=1).select(range(8))
tokenizer = AutoTokenizer.from_pretrained(CHECKPOINT)
base = AutoModelForCausalLM.from_pretrained(CHECKPOINT, dtype=torch.float32)

ranks = [f"r={rank}" for rank in RANKS]
print(",".join(["setting", *ranks, "r=4 with seed 0"]), flush=True)
for scaling, rate, alpha in settings:
    cells = []
    for rank in RANKS:
        factor = alpha / scalings[scaling](rank)
        losses = [train(rank, factor, float(rate), seed) for seed in SEEDS]
        cells.append(f"{statistics.mean(losses):.2f} ± {statistics.stdev(losses):.2f}")
    one = train(4, alpha / scalings[scaling](4), float(rate), 0)
    cells.append(f"{one:.2f}")
    print(",".join([f"{scaling}: alpha {alpha} at {rate}", *cells]), flush=True)
