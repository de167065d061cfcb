"""SmolLM2 trained with loss on the completion or on everything, in two tasks: judge a review (long
prompts, short answers) and write one (short prompts, long answers). Trained on film reviews,
tested on product reviews."""

import gc
import sys

import numpy as np
import torch
from datasets import Dataset, load_dataset
from peft import LoraConfig
from transformers import AutoModelForCausalLM, AutoTokenizer, PrinterCallback, set_seed
from trl import SFTConfig, SFTTrainer

IS_SLICE = "--slice" in sys.argv
SEEDS, STEPS, BATCH, TEST_ROWS = (0, 1, 2), 8, 8, 64
CHECKPOINT = "HuggingFaceTB/SmolLM2-135M-Instruct"
SYSTEM = {"role": "system", "content": "You know reviews."}


def read_rows(corpus, seed):
    """Reviews of 5 to 15 words with a clear rating, half of them good, in random order."""
    rows = load_dataset("nlpjourney/rated-sentences", corpus, split="train")
    rows = [r for r in rows.shuffle(seed=seed) if 5 <= len(r["text"].split()) <= 15]
    good = [row for row in rows if row["rating"] >= 1]
    bad = [row for row in rows if row["rating"] <= -1]
    return [row for pair in zip(good, bad, strict=False) for row in pair]


def as_messages(task, row):
    opinion = "Good" if row["rating"] > 0 else "Bad"
    if task == "judge":
        request, answer = f"Good or bad? {row['text']}", opinion
    else:
        request, answer = f"Write a review. Opinion: {opinion}", row["text"]
    prompt = [SYSTEM, {"role": "user", "content": request}]
    return {"prompt": prompt, "completion": [{"role": "assistant", "content": answer}]}


def train(task, rows, seed, completion_only_loss):
    set_seed(seed)
    trainer = SFTTrainer(
        model=CHECKPOINT,  # in float32
        args=SFTConfig(
            output_dir="out",
            completion_only_loss=completion_only_loss,
            max_steps=STEPS,
            per_device_train_batch_size=BATCH,
            learning_rate=1e-3,
            warmup_steps=0.1,
            seed=seed,
            bf16=False,
            activation_checkpointing=False,
            use_cpu=True,
            save_strategy="no",
            report_to="none",
            disable_tqdm=True,
        ),
        train_dataset=Dataset.from_list([as_messages(task, row) for row in rows]),
        peft_config=LoraConfig(
            r=8,
            target_modules=["q_proj", "k_proj", "v_proj", "o_proj"],
            layers_to_transform=list(range(15, 30)),  # the upper half, which is faster
            task_type="CAUSAL_LM",
        ),
    )
    trainer.remove_callback(PrinterCallback)
    trainer.train()
    return trainer.model.eval()


@torch.no_grad()
def judge(model, examples):
    """The mean loss per token of the completions, and the share of completions whose every token
    is the most likely one."""
    loss, tokens, right = 0.0, 0, 0
    for batch in examples:
        labels = batch["labels"][:, 1:]
        inputs = {name: batch[name] for name in ("input_ids", "attention_mask")}
        logits = model(**inputs).logits[:, :-1]
        counts = labels != -100
        flat = torch.nn.functional.cross_entropy(
            logits.flatten(0, 1), labels.flatten(), reduction="sum"
        )
        loss += flat.item()
        tokens += counts.sum().item()
        right += ((logits.argmax(-1) == labels) | ~counts).all(dim=1).sum().item()
    return loss / tokens, right / TEST_ROWS


def encode(task, rows):
    """The held-out rows in padded batches, with a label for each token of an answer, and the
    mean number of tokens in prompts and in completions."""
    encoded = []
    for row in rows:
        messages = as_messages(task, row)
        prompt, whole = (
            tokenizer.apply_chat_template(part, add_generation_prompt=add)["input_ids"]
            for part, add in (
                (messages["prompt"], True),
                (messages["prompt"] + messages["completion"], False),
            )
        )
        labels = [-100] * len(prompt) + whole[len(prompt) :]
        encoded.append({"input_ids": whole, "labels": labels, "prompt": len(prompt)})
    encoded.sort(key=lambda example: len(example["input_ids"]))
    batches = []
    for first in range(0, len(encoded), 16):
        part = encoded[first : first + 16]
        width = len(part[-1]["input_ids"])
        batch = {
            name: torch.tensor(
                [e[name] + [fill] * (width - len(e[name])) for e in part]
            )
            for name, fill in (("input_ids", tokenizer.pad_token_id), ("labels", -100))
        }
        lengths = torch.tensor([[len(e["input_ids"])] for e in part])
        batch["attention_mask"] = (torch.arange(width) < lengths).long()
        batches.append(batch)
    prompts = np.mean([e["prompt"] for e in encoded])
    return batches, prompts, np.mean([len(e["input_ids"]) for e in encoded]) - prompts


def spread(values):
    return f"{np.mean(values):.2f} ± {np.std(values, ddof=1):.2f}"


tokenizer = AutoTokenizer.from_pretrained(CHECKPOINT)
pool = read_rows("movie_reviews", seed=0)
test_rows = read_rows("amazon", seed=0)[:TEST_ROWS]
columns = ["task and loss", "prompt tokens", "completion tokens"]
if not IS_SLICE:
    columns += [
        "loss of completions",
        "whole completion right",
        "loss minus that of completion",
    ]
print(",".join(columns), flush=True)
for task in ("judge", "write"):
    examples, prompts, completions = encode(task, test_rows)
    lengths = [f"{prompts:.0f}", f"{completions:.0f}"]
    if IS_SLICE:
        for name in ("untrained", "completion", "everything"):
            print(f"{task}: {name},{','.join(lengths)}", flush=True)
        continue
    base = AutoModelForCausalLM.from_pretrained(CHECKPOINT, dtype=torch.float32)
    loss, right = judge(base.eval(), examples)
    print(f"{task}: untrained,{','.join(lengths)},{loss:.2f},{right:.2f},-", flush=True)
    del base
    found = {}
    for name, completion_only_loss in (("completion", True), ("everything", False)):
        found[name] = []
        for seed in SEEDS:
            drawn = np.random.default_rng(seed).permutation(len(pool))[: STEPS * BATCH]
            model = train(task, [pool[n] for n in drawn], seed, completion_only_loss)
            found[name].append(judge(model, examples))
            del model
            gc.collect()
    losses = {name: np.array(results)[:, 0] for name, results in found.items()}
    gaps = {"completion": "-"}
    gaps["everything"] = spread(losses["everything"] - losses["completion"])
    for name, results in found.items():
        rights = spread([right for _, right in results])
        cells = [f"{task}: {name}", *lengths, spread(losses[name]), rights, gaps[name]]
        print(",".join(cells), flush=True)
