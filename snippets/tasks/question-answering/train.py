import random
import re
from collections import Counter
from hashlib import sha256
from itertools import islice

from datasets import Dataset, load_dataset
from transformers import (
    AutoModelForQuestionAnswering,
    AutoTokenizer,
    PrinterCallback,
    Trainer,
    TrainingArguments,
    set_seed,
)

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
draw = random.Random(0)

HEADING = re.compile(
    r"^(?:=+\n)?(?P<title>\S.*)\n(?P<line>([=\-~^\"'`#*+.])\3+)$", re.M
)
PARAGRAPH = re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|$))+")
SENTENCE = re.compile(r"[A-Z`:][^.!?]*(?:[.!?](?!\s)[^.!?]*)*[.!?](?=\s|$)")
ROLE = re.compile(r":[\w:+-]+:`[~!]?([^`<]*?)(?:\s*<[^`]*>)?`")  # :class:`Field`
KINDS = {"attr": "attribute", "djadmin": "command", "exc": "exception"}
KINDS |= {"func": "function", "meth": "method", "mod": "module", "ttag": "tag"}
KINDS |= {"tfilter": "filter"} | {
    k: k for k in ("class", "lookup", "option", "setting")
}
NOUNS = (
    "argument|attribute|class|command|cookie|decorator|directory|exception|field|file|"
    "filter|flag|format|function|header|key|level|library|method|module|operator|option|"
    "package|parameter|permission|setting|signal|status|tag|template|type|value|variable"
)
ANSWER = re.compile(
    rf":(?P<role>{'|'.join(KINDS)}):`[~!]?[\w.]*?(?P<a>\w+(?:\(\))?)`(?:\s+(?:{NOUNS})\b)?"
    rf"|``(?P<b>[^`\n]{{1,40}})``(?:\s+(?P<noun>{NOUNS})\b)?"
    r"|(?<![\w.])(?P<c>\d[\d,]*|two|three|four|five|six|ten)\s+"
    r"(?P<unit>[a-z]{3,}[^s]s|MB|KB|GB)\b"
    r"|(?<=[a-z,] )(?P<d>(?!Django|Python|URL|API|HT|SQL)[A-Z]\w+(?: [A-Z]\w+)*)\b"
)


def sections(text):
    """Where each section begins, with its heading, and ends."""
    found = [h for h in HEADING.finditer(text) if len(h["line"]) >= len(h["title"])]
    starts = [heading.start() for heading in found]
    return list(zip(starts, [*starts[1:], len(text)], strict=False))


def plain(text):
    return " ".join(re.sub(r"[`*]+|:$", "", ROLE.sub(r"\1", text)).split())


def ask(sentence, answer):
    """A question made of the sentence without the answer and without some other words."""
    kind = KINDS.get(answer["role"]) or answer["noun"]
    what = f"Which {kind}" if kind else "What"
    if answer["c"]:
        what = f"How many {answer['unit']}"
    before = re.sub(r"\b(?:[Tt]he|[Aa]n?)\s+$", "", sentence[: answer.start()])
    after = sentence[answer.end() :].rstrip(".!?")
    words = [*plain(before).split()[-9:], *plain(after).split()[:12]]
    kept = [word for word in words if draw.random() < 0.8]
    return what, f"{what} {' '.join(kept)}?"


def questions(page, text):
    """One question for each sentence that holds a name, a literal or a number."""
    for start, end in sections(text):
        for paragraph in PARAGRAPH.finditer(text, start, end):
            if "::" in paragraph[0] or paragraph[0].startswith(" " * 5):
                continue  # code and directives
            for sentence in SENTENCE.finditer(paragraph[0]):
                answers = list(ANSWER.finditer(sentence[0]))
                if not answers or not 6 <= len(sentence[0].split()) <= 40:
                    continue
                answer = draw.choice(answers)
                what, question = ask(sentence[0], answer)
                group = next(name for name in "abcd" if answer[name])
                offset = paragraph.start() + sentence.start()
                span = [offset + edge for edge in answer.span(group)]
                if len(question.split()) >= 5 and len(question) <= 140:
                    yield what, question, page, (start, end), span


def encode(row, null):
    """One window, and where the answer's tokens begin and end: at [CLS] without one."""
    _, question, page, (start, end), (first, last) = row
    text = pages[page]
    if null:  # ask another section of the page
        others = [s for s in sections(text) if text[first:last] not in text[slice(*s)]]
        if not others:
            return None
        start, end = draw.choice(others)
    windows = tokenizer(
        question,
        text[start:end],
        truncation="only_second",
        max_length=64,
        stride=8,
        return_overflowing_tokens=True,
    )
    spans = []
    for window in range(len(windows["input_ids"])):
        edges = (first - start, last - start - 1)
        span = [0 if null else windows.char_to_token(window, e, 1) for e in edges]
        if None not in span:
            spans.append((window, *span))
    if not spans:
        return None
    window, first, last = draw.choice(spans)
    inputs = {name: windows[name][window] for name in tokenizer.model_input_names}
    return inputs | {"start_positions": first, "end_positions": last}


manual = load_dataset("nlpjourney/django-manual", split="train")
pages = {row["path"]: row["text"] for row in manual}
half = [p for p in pages if int(sha256(p.encode()).hexdigest()[-1], 16) % 2 == 0]
pool = [row for page in half for row in questions(page, pages[page])]
draw.shuffle(pool)
taken, chosen = Counter(), []
for row in pool:
    taken[row[0]] += 1
    if taken[row[0]] <= (400 if row[0] == "What" else 120):
        chosen.append(row)

encoded = (encode(row, null=number % 5 == 0) for number, row in enumerate(chosen))
rows = list(islice(filter(None, encoded), 1600))

set_seed(0)
model = AutoModelForQuestionAnswering.from_pretrained(
    checkpoint, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
)
for part in (model.bert.embeddings, *model.bert.encoder.layer[:3]):
    part.requires_grad_(False)

trainer = Trainer(
    model,
    TrainingArguments(
        output_dir="out",
        num_train_epochs=1,
        per_device_train_batch_size=8,
        learning_rate=4e-4,
        warmup_steps=0.1,  # a share of all steps
        logging_steps=50,
        use_cpu=True,
        save_strategy="no",
        disable_tqdm=True,
    ),
    train_dataset=Dataset.from_list(rows),
    processing_class=tokenizer,
)
trainer.remove_callback(PrinterCallback)  # it would print each log as a dictionary
trainer.train()
trainer.save_model("manual-qa")

print(f"{len(half)} of {len(pages)} pages, {len(rows):,} of {len(pool):,} questions")
for _, question, page, _, span in chosen[:3]:
    print(f"{question} -> {pages[page][slice(*span)]}")

losses = [log["loss"] for log in trainer.state.log_history if "loss" in log]
print(f"loss of the first 50 steps: {losses[0]:.1f}, of the last: {losses[-1]:.1f}")
