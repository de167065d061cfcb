"""Five methods on the same 80 pairs of human ratings: SFT on the better text, DPO, ORPO, KTO, and
GRPO with a reward model. Judged on 100 pairs of product reviews, a source of no training."""

import gc
import sys
import time

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
    SFTConfig,
    SFTTrainer,
)
from trl.experimental.orpo import ORPOConfig, ORPOTrainer

IS_SLICE = "--slice" in sys.argv
SEEDS, STEPS = ((0,), 1) if IS_SLICE else ((0, 1, 2), 10)
CHECKPOINT, REWARD_MODEL = (
    "HuggingFaceTB/SmolLM2-135M-Instruct",
    "nlpjourney/reward-model",
)
PROMPTS = {
    "movie_reviews": "A film review:",
    "tweets": "A message to my friends:",
    "editorials": "A newspaper:",
}
TEST_PROMPT = "A product review:"


def read_pairs(corpus, prompt, seed):
    """Two sentences each, of which readers rated one as more positive by two points or more."""
    rows = load_dataset("nlpjourney/rated-sentences", corpus, split="train")
    rows = [r for r in rows.shuffle(seed=seed) if 3 <= len(r["text"].split()) <= 9]
    for two in zip(rows[::2], rows[1::2], strict=False):
        worse, better = sorted(two, key=lambda row: row["rating"])
        if better["rating"] - worse["rating"] >= 2:
            answers = {"chosen": " " + better["text"], "rejected": " " + worse["text"]}
            yield {"prompt": prompt} | answers


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


def reward(completions, **columns):
    """The rewards of texts without their prompts: how the reward model was trained."""
    texts = [text.strip() + tokenizer.eos_token for text in completions]
    inputs = tokenizer(texts, padding=True, padding_side="right", return_tensors="pt")
    with torch.no_grad():
        return reward_model(**inputs).logits[:, 0].tolist()


class Meter(TrainerCallback):
    """For each step, its processor time, and the size of what the forward passes keep for the
    backward pass, without the weights."""

    def __init__(self):
        self.seconds, self.mib = [], []

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
        self.mib.append(sum(self.kept.values()) / 2**20)


def train(method, seed, meter):
    trainer_class, config_class, options = METHODS[method]
    order = np.random.default_rng(seed).permutation(len(train_pairs))
    rows = rows_for(method, [train_pairs[number] for number in order])
    set_seed(seed)
    trainer = trainer_class(
        model=AutoModelForCausalLM.from_pretrained(CHECKPOINT, dtype=torch.float32),
        args=config_class(
            output_dir="out",
            max_steps=STEPS,
            per_device_train_batch_size=8,
            learning_rate=1e-3,
            warmup_steps=0.1,
            train_sampling_strategy="sequential",  # the order is that of the pairs
            seed=seed,
            bf16=False,
            activation_checkpointing=False,
            use_cpu=True,
            save_strategy="no",
            report_to="none",
            disable_tqdm=True,
            **options,
        ),
        train_dataset=Dataset.from_list(list(rows)),
        processing_class=tokenizer,
        peft_config=LoraConfig(r=8, target_modules="all-linear", task_type="CAUSAL_LM"),
        callbacks=[meter],
        **({"reward_funcs": reward} if method == "GRPO" else {}),
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


def interval(by_pair):
    """The middle 95 % of the means of 2,000 draws of pairs."""
    draws = np.random.default_rng(0).choice(by_pair, (2000, len(by_pair)))
    low, high = np.quantile(draws.mean(axis=1), [0.025, 0.975])
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
# without a BOS token, which ORPOTrainer alone would put in front of each prompt
tokenizer = AutoTokenizer.from_pretrained(CHECKPOINT, bos_token=None)
reward_model = AutoPeftModelForSequenceClassification.from_pretrained(
    REWARD_MODEL, num_labels=1, dtype=torch.float32
)
reward_model.config.pad_token_id = tokenizer.pad_token_id
every_pair = [
    pair
    for corpus, prompt in PROMPTS.items()
    for pair in read_pairs(corpus, prompt, seed=0)
]
# the pairs of the shared model "nlpjourney/dpo"
train_pairs = list(Dataset.from_list(every_pair).shuffle(seed=0).select(range(80)))
test_pairs = list(read_pairs("amazon", TEST_PROMPT, seed=1))[:100]
test_texts = [pair[side] for pair in test_pairs for side in ("chosen", "rejected")]

if IS_SLICE:
    print("method,trained weights,kept for backward (MiB)", flush=True)
else:
    start = len(tokenizer(TEST_PROMPT)["input_ids"])
    batches = []
    for rows in np.split(np.argsort([len(text) for text in test_texts]), 8):
        whole = [TEST_PROMPT + test_texts[n] + tokenizer.eos_token for n in rows]
        inputs = tokenizer(
            whole, padding=True, padding_side="right", return_tensors="pt"
        )
        batches.append((rows, inputs))
    base = AutoModelForCausalLM.from_pretrained(CHECKPOINT, dtype=torch.float32)
    before, references = judge(base.eval())
    is_likelier = np.greater(*before.reshape(-1, 2).T)
    print(
        "method,trained weights,kept for backward (MiB),step (s),prefers the better,"
        "95 % interval,minus SFT,better is likelier,better (nats),worse (nats),KL (nats)"
    )
    print(f"untrained,0,-,-,0.50,-,-,{is_likelier.mean():.2f},0.00,0.00,0.000")

preferences = {}
for method in METHODS:
    meter, results = Meter(), []
    for seed in SEEDS:
        model = train(method, seed, meter)
        trained, _ = model.get_nb_trainable_parameters()
        if not IS_SLICE:
            after, divergence = judge(model, references)
            change = (after - before).reshape(-1, 2)  # chosen, rejected
            likelier = np.greater(*after.reshape(-1, 2).T)
            results.append((change, likelier.mean(), divergence))
        del model
        gc.collect()
    cells = [method, str(trained), f"{max(meter.mib):.0f}"]
    if not IS_SLICE:
        changes = np.array([change for change, _, _ in results])  # (seeds, pairs, 2)
        is_right = changes[..., 0] > changes[..., 1]
        preferences[method] = is_right.mean(axis=0)
        gain = preferences[method] - preferences["SFT"]
        cells += [
            f"{np.median(meter.seconds):.1f}",
            spread(is_right.mean(axis=1)),
            interval(preferences[method]),
            "-" if method == "SFT" else interval(gain),
            spread([likelier for _, likelier, _ in results]),
            spread(changes[..., 0].mean(axis=1)),
            spread(changes[..., 1].mean(axis=1)),
            spread([divergence for _, _, divergence in results], places=3),
        ]
    print(",".join(cells), flush=True)
