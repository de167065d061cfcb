import random

from datasets import Dataset, load_dataset
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    PrinterCallback,
    Trainer,
    TrainingArguments,
    set_seed,
)

set_seed(0)
draw = random.Random(0)
checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
praise = ["good", "great", "wonderful", "praise"]
blame = ["bad", "terrible", "disappointing", "criticism"]
topics = {
    "cooking": "Stir the soup. | Bake the bread for an hour. | Peel the potatoes.",
    "sports": "The goalkeeper saved it. | She ran a marathon. | Our team lost the final.",
    "weather": "Expect heavy rain. | It will be sunny. | Snow closed the roads.",
    "travel": "Our flight leaves at noon. | The hotel is nice. | We took the night train.",
    "money": "The bank raised its rates. | I paid the rent. | The shares fell.",
    "health": "The doctor told me to rest. | Take one pill a day. | My knee hurts.",
    "music": "The band played. | She practises the violin. | The choir sang.",
    "school": "The exam is on Friday. | Do your homework. | He teaches fractions.",
    "animals": "The cat sleeps. | A fox crossed the garden. | Our dog barks.",
    "cars": "The engine won't start. | I changed the tyres. | He parked the van.",
    "politics": "The senate votes today. | A new mayor. | Ministers met.",
    "space": "The rocket reached orbit. | A planet near a star. | The moon is full.",
    "gardening": "Water the tomatoes. | The roses need pruning. | I planted beans.",
    "cameras": "The lens is sharp. | I took a photo. | The flash is too bright.",
    "urgent": "Call me back at once! | We need this today, hurry. | Send help now.",
    "advertising": "Buy two, get one free! | Click here to win. | Order now and save.",
}


def pair(premise: str, label: str, entailed: bool) -> dict:
    hypothesis = f"This example is {label}."
    return {"premise": premise, "hypothesis": hypothesis, "label": int(entailed)}


reviews = load_dataset("nlpjourney/rated-sentences", "movie_reviews", split="train")
clear = [r for r in reviews.shuffle(seed=0) if len(r["text"].split()) <= 11]
liked = [r["text"] for r in clear if r["rating"] >= 2][:80]
disliked = [r["text"] for r in clear if r["rating"] <= -2][:80]
pairs = []
for text in liked + disliked:
    pairs.append(pair(text, draw.choice(praise), text in liked))
    pairs.append(pair(text, draw.choice(blame), text in disliked))

for topic, sentences in topics.items():
    for sentence in sentences.split(" | "):
        other = draw.choice([name for name in topics if name != topic])
        pairs += [pair(sentence, topic, True), pair(sentence, other, False)]

tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForSequenceClassification.from_pretrained(
    checkpoint,
    id2label={0: "contradiction", 1: "entailment"},
    label2id={"contradiction": 0, "entailment": 1},
)
model.bert.embeddings.requires_grad_(False)
arguments = TrainingArguments(
    "runs",
    num_train_epochs=5,
    per_device_train_batch_size=8,
    learning_rate=1e-4,
    warmup_steps=0.1,
    logging_strategy="epoch",
    save_strategy="no",
    disable_tqdm=True,
)
data = Dataset.from_list(pairs).map(
    lambda row: tokenizer(row["premise"], row["hypothesis"])
)
trainer = Trainer(model, arguments, train_dataset=data, processing_class=tokenizer)
trainer.remove_callback(PrinterCallback)  # it would print every log
trainer.train()
trainer.save_model("nli")

losses = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
print(
    len(pairs),
    "pairs,",
    len(liked + disliked),
    "rated sentences,",
    len(topics),
    "topics",
)
print("loss fell to less than half:", float(losses[-1]) < float(losses[0]) / 2)
print(model.config.label2id)
