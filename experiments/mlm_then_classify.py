"""Accuracy on film reviews of MiniLM, fine-tuned directly, after masked language modeling (MLM) on
other film reviews, and directly for the time of both; with TF-IDF and frozen MiniLM."""

import sys
import time

import numpy as np
import torch
from datasets import load_dataset
from sentence_transformers import SentenceTransformer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline, make_union
from torch.nn.functional import cross_entropy
from transformers import (
    AutoModelForMaskedLM,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    DataCollatorForLanguageModeling,
    get_linear_schedule_with_warmup,
    set_seed,
)

IS_SLICE = "--slice" in sys.argv
CHECKPOINT = "sentence-transformers/all-MiniLM-L6-v2"
SEEDS = (0, 1, 2)
EPOCHS = {50: 8, 200: 4}  # of fine-tuning, by labels
MLM_STEPS = 120  # of 8 chunks of 64 tokens
EXTRA_ROWS = 1900  # fine-tuning reads them in the time of the MLM
REGULARIZATION = {"logisticregression__C": [0.1, 1, 10, 100]}

reviews = load_dataset("nlpjourney/rated-sentences", "movie_reviews", split="train")
table = reviews.to_pandas().drop_duplicates("text")
labeled = table[table["rating"].abs() >= 1].sample(frac=1, random_state=0)
texts = labeled["text"].to_numpy()
labels = (labeled["rating"] > 0).to_numpy().astype(int)
test, pool = np.arange(800), np.arange(800, len(texts))
unlabeled = table[~table["text"].isin(texts[test])]["text"]

tokenizer = AutoTokenizer.from_pretrained(CHECKPOINT)


def chunks(texts):
    ids = np.concatenate(tokenizer(list(texts))["input_ids"])
    rows = torch.tensor(ids[: len(ids) // 64 * 64]).view(-1, 64)
    return [{"input_ids": row} for row in rows]


def collator(share, seed):
    """True blanks: all chosen tokens become [MASK], so that no answer is visible."""
    return DataCollatorForLanguageModeling(
        tokenizer,
        mlm_probability=share,
        mask_replace_prob=1.0,
        random_replace_prob=0.0,
        seed=seed,
    )


def blank_losses(model, batch, reduction="mean"):
    blank = batch["labels"] != -100
    hidden = model.bert(input_ids=batch["input_ids"]).last_hidden_state
    scores = model.cls(hidden[blank])  # of the blanks alone, which saves time
    return cross_entropy(scores, batch["labels"][blank], reduction=reduction)


def adapted_encoder(seed):
    """The encoder after MLM on the unlabeled texts, its mean loss on held-out blanks."""
    set_seed(seed)
    model = AutoModelForMaskedLM.from_pretrained(
        CHECKPOINT, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
    )
    with torch.no_grad():
        model.get_output_embeddings().bias.copy_(log_frequencies)
    groups = [
        {"params": model.bert.parameters(), "lr": 1e-4},
        {"params": model.cls.predictions.transform.parameters(), "lr": 3e-3},
    ]
    optimizer = torch.optim.AdamW(groups, fused=True)
    schedule = get_linear_schedule_with_warmup(optimizer, MLM_STEPS // 10, MLM_STEPS)
    mask = collator(0.3, seed)
    model.train()
    for rows in torch.randperm(len(train_chunks)).split(8)[:MLM_STEPS]:
        blank_losses(model, mask([train_chunks[row] for row in rows])).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        schedule.step()
    model.eval()
    with torch.no_grad():
        losses = [blank_losses(model, batch, "none") for batch in held_out]
    return model.bert.state_dict(), torch.cat(losses).mean().item()


def fine_tuned(train, epochs, seed, encoder=None):
    """MiniLM fine-tuned on the training rows, from ``encoder`` if there is one."""
    set_seed(seed)
    model = AutoModelForSequenceClassification.from_pretrained(CHECKPOINT)
    if encoder:  # it has no pooler: the checkpoint's stays
        model.bert.load_state_dict(encoder, strict=False)
    model.bert.embeddings.requires_grad_(False)
    trained = [weights for weights in model.parameters() if weights.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=2e-4)
    steps = epochs * -(-len(train) // 16)
    schedule = get_linear_schedule_with_warmup(optimizer, steps // 10, steps)
    model.train()
    for _ in range(epochs):
        for rows in torch.randperm(len(train)).split(16):
            model(**batch(train[rows])).loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()
    return model


def batch(rows):
    encoded = tokenizer(list(texts[rows]), padding=True, return_tensors="pt")
    return {**encoded, "labels": torch.tensor(labels[rows])}


@torch.no_grad()
def right(model):
    """Which test rows the model gets right."""
    model.eval()
    by_length = np.argsort([len(texts[row]) for row in test])  # less padding
    answers = np.zeros(len(test))
    for rows in np.array_split(by_length, 16):
        answers[rows] = model(**batch(rows)).logits.argmax(-1)
    return answers == labels[test]


def tf_idf(train):
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    characters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True
    )
    features = make_union(words, characters)
    return regression(features).fit(texts[train], labels[train]).predict(texts[test])


def frozen(train):
    features = sentence_encoder.encode(list(texts[train]))
    model = regression("passthrough").fit(features, labels[train])
    return model.predict(test_embeddings)


def regression(features):
    """A logistic regression whose C is tuned by cross-validation on the training rows."""
    model = make_pipeline(features, LogisticRegression(max_iter=1000))
    return GridSearchCV(model, {"logisticregression__C": [0.1, 1, 10, 100]})


def timed(function, *arguments):
    start = time.process_time()
    return function(*arguments), time.process_time() - start


def compared(rights, others):
    """The mean difference of two methods' right answers, (seeds, rows) each, and its interval."""
    differences = rights - others
    return with_deviation(differences.mean(1)), interval(differences)


def interval(differences):
    """95 % of the mean differences when seeds and rows are both drawn again; the differences
    are (seeds, rows)."""
    generator = np.random.default_rng(0)
    means = []
    for _ in range(2000):
        seeds, rows = (generator.integers(n, size=n) for n in differences.shape)
        means.append(differences[np.ix_(seeds, rows)].mean())
    low, high = np.quantile(means, [0.025, 0.975]).round(2) + 0.0  # no -0.00
    return f"{low:.2f} to {high:.2f}"


def with_deviation(values):
    return f"{np.mean(values).round(2) + 0.0:.2f} ± {np.std(values, ddof=1):.2f}"


train_chunks, test_chunks = chunks(unlabeled), chunks(texts[test])[:128]
mask_once = collator(0.15, seed=0)
held_out = [mask_once(test_chunks[i : i + 32]) for i in range(0, 128, 32)]
train_ids = torch.cat([chunk["input_ids"] for chunk in train_chunks])
ordinary = train_ids[~torch.isin(train_ids, torch.tensor(tokenizer.all_special_ids))]
counts = torch.bincount(ordinary, minlength=len(tokenizer)) + 0.1
log_frequencies = counts.log() - counts.sum().log()
targets = torch.cat([part["labels"][part["labels"] != -100] for part in held_out])
sentence_encoder = SentenceTransformer(CHECKPOINT)
test_embeddings = sentence_encoder.encode(list(texts[test]))

headers = ["labels and method", "accuracy", "loss of a blank"]
if not IS_SLICE:
    headers += ["minus direct", "95 % interval"]
    headers += ["minus longer", "95 % interval (longer)", "time (s)"]
    mlm = {seed: timed(adapted_encoder, seed) for seed in SEEDS}
print(",".join(headers), flush=True)
entropy = f"{-log_frequencies[targets].mean():.2f}"
cells = ["none: token frequencies", "-", entropy, "-", "-", "-", "-", "-"]
print(",".join(cells[: len(headers)]), flush=True)

for size, epochs in EPOCHS.items():
    answers = {"TF-IDF": [], "frozen MiniLM": []}
    seconds = {}
    for seed in SEEDS:
        train = np.random.default_rng(seed).permutation(pool)[:size]
        answers["TF-IDF"].append(tf_idf(train) == labels[test])
        answers["frozen MiniLM"].append(frozen(train) == labels[test])
        if IS_SLICE:
            continue
        (encoder, _), mlm_seconds = mlm[seed]
        longer = epochs + EXTRA_ROWS // size
        for name, runs, start, before in (
            ("direct", epochs, None, 0),
            ("direct for longer", longer, None, 0),
            ("after MLM", epochs, encoder, mlm_seconds),
        ):
            model, own = timed(fine_tuned, train, runs, seed, start)
            answers.setdefault(name, []).append(right(model))
            seconds.setdefault(name, []).append(before + own)
    for name, rights in answers.items():
        rights = np.array(rights, dtype=float)
        cells = [f"{size}: {name}", with_deviation(rights.mean(1)), *["-"] * 6]
        if name == "after MLM":
            cells[2] = with_deviation([loss for (_, loss), _ in mlm.values()])
            cells[5:7] = compared(rights, answers["direct for longer"])
        if name in seconds:
            cells[7] = f"{np.mean(seconds[name]):.0f}"
        if not IS_SLICE and name != "direct":
            cells[3:5] = compared(rights, answers["direct"])
        print(",".join(cells[: len(headers)]), flush=True)
