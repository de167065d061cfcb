"""Five methods on the same pairs of human ratings: SFT on the better text, DPO, ORPO, KTO, and GRPO
with a reward model. Each of four sources of texts is held out once: 80 pairs of the other three
train, and 100 pairs of the source that was held out test."""

import csv
import gc
import resource
import sys
import time
from multiprocessing import get_context

import numpy as np
import torch
from datasets import Dataset, load_dataset
from peft import AutoPeftModelForSequenceClassification, LoraConfig
from torch.autograd.graph import saved_tensors_hooks
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    PrinterCallback,
    TrainerCallback,
    set_seed,
)
from trl import (
    DPOConfig,
    DPOTrainer,
    GRPOConfig,
    GRPOTrainer,
    KTOConfig,
    KTOTrainer,
    RewardConfig,
    RewardTrainer,
    SFTConfig,
    SFTTrainer,
)
from trl.experimental.orpo import ORPOConfig, ORPOTrainer

IS_SLICE = "--slice" in sys.argv
STEPS = 1 if IS_SLICE else 10
CHECKPOINT = "HuggingFaceTB/SmolLM2-135M-Instruct"
PROMPTS = {
    "movie_reviews": "A film review:",
    "tweets": "A message to my friends:",
    "editorials": "A newspaper:",
    "amazon": "A product review:",
}
HELD_OUT = {
    "amazon": "product reviews",
    "movie_reviews": "film reviews",
    "tweets": "tweets",
    "editorials": "editorials",
}
WRITTEN = (
    "A product review:",
    "A film review:",
)  # prompts of the texts before and after


def pair_up(rows):
    """Two sentences each, of which readers rated one as more positive by two points or more; and
    the other rows."""
    pairs, left = [], []
    for two in zip(rows[::2], rows[1::2], strict=False):
        worse, better = sorted(two, key=lambda row: row["rating"])
        if better["rating"] - worse["rating"] >= 2:
            answers = {"chosen": " " + better["text"], "rejected": " " + worse["text"]}
            pairs.append({"prompt": PROMPTS[better["corpus"]]} | answers)
        else:
            left += two
    return pairs, left


def read_rows(corpus, seed):
    rows = load_dataset("nlpjourney/rated-sentences", corpus, split="train")
    rows = rows.shuffle(seed=seed)
    rows = [r | {"corpus": corpus} for r in rows if 3 <= len(r["text"].split()) <= 9]
    return rows


def training_pairs(held_out):
    """240 pairs of the three other corpora, for the reward model; the first 80 train the methods.
    If the product reviews are held out, they are the pairs of the shared models."""
    others = [corpus for corpus in PROMPTS if corpus != held_out]
    pairs = [pair for corpus in others for pair in pair_up(read_rows(corpus, 0))[0]]
    return list(Dataset.from_list(pairs).shuffle(seed=0).select(range(240)))


def testing_pairs(corpus):
    """100 pairs, each sentence in one of them; rows that made no pair are combined again."""
    pairs, left = pair_up(read_rows(corpus, 1))
    draw = np.random.default_rng(1)
    while len(pairs) < 100:
        more, left = pair_up([left[number] for number in draw.permutation(len(left))])
        pairs += more
    return pairs[:100]


def rows_for(method, pairs):
    """The same pairs, in the columns that a method reads."""
    for number, pair in enumerate(pairs):
        prompt, is_good = {"prompt": pair["prompt"]}, number % 2 == 0
        if method == "SFT":
            yield prompt | {"completion": pair["chosen"]}
        elif method == "KTO":  # one text of each pair with a vote, half of them good
            text = pair["chosen" if is_good else "rejected"]
            yield prompt | {"completion": text, "label": is_good}
        else:
            yield prompt if method == "GRPO" else pair


SHARED = {
    "output_dir": "out",
    "per_device_train_batch_size": 8,
    "learning_rate": 1e-3,
    "warmup_steps": 0.1,
    "bf16": False,
    "activation_checkpointing": False,
    "use_cpu": True,
    "save_strategy": "no",
    "report_to": "none",
    "disable_tqdm": True,
}


def train_reward_model():
    """Train as on the page about reward models, on texts without their prompts."""
    sides = ("chosen", "rejected")
    rows = [{side: pair[side].strip() for side in sides} for pair in train_pairs]
    set_seed(0)
    trainer = RewardTrainer(
        model=CHECKPOINT,
        args=RewardConfig(**SHARED, max_steps=30),
        train_dataset=Dataset.from_list(rows),
        peft_config=LoraConfig(
            r=8,
            lora_alpha=16,
            target_modules=[
                "q_proj",
                "k_proj",
                "v_proj",
                "o_proj",
                "up_proj",
                "down_proj",
            ],
            layers_to_transform=list(range(20, 30)),
            modules_to_save=["score"],
            task_type="SEQ_CLS",
        ),
    )
    trainer.remove_callback(PrinterCallback)
    trainer.train()
    trainer.save_model("reward-model")


def reward_function():
    """A function that gives the rewards of texts without their prompts, as in the training of the
    reward model."""
    model = AutoPeftModelForSequenceClassification.from_pretrained(
        "reward-model", num_labels=1, dtype=torch.float32
    )
    model.config.pad_token_id = tokenizer.pad_token_id

    def reward(completions, **columns):
        texts = [text.strip() + tokenizer.eos_token for text in completions]
        inputs = tokenizer(
            texts, padding=True, padding_side="right", return_tensors="pt"
        )
        with torch.no_grad():
            return model(**inputs).logits[:, 0].tolist()

    return reward


def peak_mib():
    """The largest resident memory of this process so far (Linux counts in KiB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Meter(TrainerCallback):
    """For each step, its processor time, and the size of what the forward passes keep for the
    backward pass, without the weights."""

    def __init__(self):
        self.seconds, self.kept_mib = [], []

    def on_step_begin(self, args, state, control, model, **others):
        weights = {w.untyped_storage().data_ptr() for w in model.parameters()}
        self.kept = {}

        def keep(tensor):
            storage = tensor.untyped_storage()
            if storage.data_ptr() not in weights:
                self.kept[storage.data_ptr()] = storage.nbytes()
            return tensor

        self.hooks = saved_tensors_hooks(keep, lambda tensor: tensor)
        self.hooks.__enter__()
        self.start = time.process_time()

    def on_step_end(self, args, state, control, **others):
        self.seconds.append(time.process_time() - self.start)
        self.hooks.__exit__(None, None, None)
        self.kept_mib.append(sum(self.kept.values()) / 2**20)


def train(method, seed, meter):
    trainer_class, config_class, options = METHODS[method]
    order = np.random.default_rng(seed).permutation(80)
    rows = rows_for(method, [train_pairs[number] for number in order])
    set_seed(seed)
    trainer = trainer_class(
        model=base,
        args=config_class(
            **SHARED,
            max_steps=STEPS,
            train_sampling_strategy="sequential",  # the order is that of the pairs
            seed=seed,
            **options,
        ),
        train_dataset=Dataset.from_list(list(rows)),
        processing_class=tokenizer,
        peft_config=LoraConfig(r=8, target_modules="all-linear", task_type="CAUSAL_LM"),
        callbacks=[meter],
        **({"reward_funcs": reward_function()} if method == "GRPO" else {}),
    )
    trainer.remove_callback(PrinterCallback)
    trainer.train()
    return trainer.model.eval()


@torch.no_grad()
def judge(model, references=None):
    """The log-probability of each held-out text, and the mean divergence of the model from the
    base, KL(model, base), at their tokens; of the base itself, its log-probabilities."""
    totals, divergence, tokens, found = np.zeros(len(test_texts)), 0.0, 0, []
    for number, (rows, inputs) in enumerate(batches):
        answers = inputs["input_ids"][:, start:]
        mask = inputs["attention_mask"][:, start:]
        logits = model(**inputs, logits_to_keep=answers.shape[1] + 1).logits[:, :-1]
        log_probs = logits.log_softmax(dim=-1)
        taken = log_probs.gather(2, answers[..., None])[..., 0]
        totals[rows] = (taken * mask).sum(dim=1).numpy()
        if references is None:
            found.append(log_probs)
            continue
        kl = (log_probs.exp() * (log_probs - references[number])).sum(dim=-1)
        divergence += (kl * mask).sum().item()
        tokens += mask.sum().item()
    return totals, found if references is None else divergence / tokens


def write(model, prompt):
    """The model's greedy continuation, 16 tokens long."""
    inputs = tokenizer(prompt, return_tensors="pt")
    output = model.generate(**inputs, max_new_tokens=16, do_sample=False)
    written = output[0, inputs["input_ids"].shape[1] :]
    return " ".join(tokenizer.decode(written, skip_special_tokens=True).split())


def run(method, seed):
    """Train and test once, in a process of its own: its peak memory is that of one training."""
    meter, before_training = Meter(), peak_mib()
    model = train(method, seed, meter)
    growth = peak_mib() - before_training
    trained, _ = model.get_nb_trainable_parameters()
    costs = trained, max(meter.kept_mib), growth, meter.seconds
    if IS_SLICE:
        return costs, None, None, None
    after, divergence = judge(model, references)
    change = (after - before).reshape(-1, 2)  # chosen, rejected
    texts = [write(model, prompt) for prompt in WRITTEN] if seed == 0 else []
    return costs, change, divergence, texts


def in_children(function, arguments):
    """What the function returns for each of the arguments, each in a fork of this process, which
    has its models and data; two at a time."""
    with get_context("fork").Pool(2, maxtasksperchild=1) as pool:
        return pool.starmap(function, arguments, chunksize=1)


def interval(by_pair):
    """The middle 95 % of the means of 2,000 draws of pairs from each corpus (corpora, pairs)."""
    drawn = np.random.default_rng(0).integers(by_pair.shape[1], size=(2000, 4, 100))
    means = by_pair[np.arange(4)[:, None], drawn].mean(axis=(1, 2))
    low, high = np.quantile(means, [0.025, 0.975])
    return f"{low:.2f} to {high:.2f}"


def spread(values, places=2):
    return f"{np.mean(values):.{places}f} ± {np.std(values, ddof=1):.{places}f}"


group = {"num_generations": 8, "max_completion_length": 16, "shuffle_dataset": False}
METHODS = {
    "SFT": (SFTTrainer, SFTConfig, {}),
    "DPO": (DPOTrainer, DPOConfig, {}),
    "ORPO": (ORPOTrainer, ORPOConfig, {}),
    "KTO": (KTOTrainer, KTOConfig, {}),
    "GRPO": (GRPOTrainer, GRPOConfig, group),
}
if (
    IS_SLICE
):  # GRPO needs the reward model, which takes longer than a step of each method
    del METHODS["GRPO"]
# without a BOS token, which ORPOTrainer alone would put in front of each prompt
tokenizer = AutoTokenizer.from_pretrained(CHECKPOINT, bos_token=None)
base = AutoModelForCausalLM.from_pretrained(CHECKPOINT, dtype=torch.float32).eval()
runs = {method: [] for method in METHODS}
for seed, held_out in enumerate(HELD_OUT):
    train_pairs = training_pairs(held_out)
    if not IS_SLICE:
        in_children(train_reward_model, [()])
        prompt, test_pairs = PROMPTS[held_out], testing_pairs(held_out)
        test_texts = [
            pair[side] for pair in test_pairs for side in ("chosen", "rejected")
        ]
        start = len(tokenizer(prompt)["input_ids"])
        batches = []
        for rows in np.split(np.argsort([len(text) for text in test_texts]), 8):
            whole = [prompt + test_texts[n] + tokenizer.eos_token for n in rows]
            inputs = tokenizer(
                whole, padding=True, padding_side="right", return_tensors="pt"
            )
            batches.append((rows, inputs))
        before, references = judge(base)
        gc.collect()  # so that the processes of the trainings start alike
    results = in_children(run, [(method, seed) for method in METHODS])
    for method, result in zip(METHODS, results, strict=True):
        runs[method].append(result)
    if IS_SLICE:
        break

costs = ["method", "trained weights", "kept for backward (MiB)"]
table = csv.writer(sys.stdout, lineterminator="\n")
if IS_SLICE:
    table.writerow(costs)
else:
    preferring = ["all four", "95 % interval", "minus SFT"]
    changes = ["better (nats)", "worse (nats)", "KL (nats)", *WRITTEN]
    measured = ["peak growth (MiB)", "step (s)"]
    table.writerow([*costs, *measured, *HELD_OUT.values(), *preferring, *changes])
    texts = [write(base, prompt) for prompt in WRITTEN]
    ties, zeros = ["0.50"] * 5, ["0.00", "0.00", "0.000"]
    table.writerow(["untrained", 0, *"---", *ties, *"--", *zeros, *texts])

preferences = {}
for method, some in runs.items():
    measured, change, divergence, texts = zip(*some, strict=True)
    trained, kept, growth, seconds = zip(*measured, strict=True)
    row = [method, trained[0], f"{max(kept):.0f}"]
    if not IS_SLICE:
        change = np.array(change)  # (corpora, pairs, 2)
        is_right = change[..., 0] > change[..., 1]
        preferences[method] = is_right.astype(float)
        gain = preferences[method] - preferences["SFT"]
        row += [
            f"{max(growth):.0f}",
            f"{np.median(seconds):.1f}",
            *(f"{right.mean():.2f}" for right in is_right),
            spread(is_right.mean(axis=1)),
            interval(preferences[method]),
            "-" if method == "SFT" else interval(gain),
            spread(change[..., 0].mean(axis=1)),
            spread(change[..., 1].mean(axis=1)),
            spread(divergence, places=3),
            *texts[0],
        ]
    table.writerow(row)
