import numpy as np
from datasets import load_dataset
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    PrinterCallback,
    Trainer,
    TrainingArguments,
    set_seed,
)

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
tweets = load_dataset("nlpjourney/rated-sentences", "tweets", split="train")
tweets = tweets.filter(lambda tweet: abs(tweet["rating"]) >= 1)
tweets = tweets.map(lambda tweet: {"labels": int(tweet["rating"] > 0)}).shuffle(seed=0)
tweets = tweets.map(lambda rows: tokenizer(rows["text"], truncation=True), batched=True)
train, held_out = tweets.select(range(800)), tweets.select(range(800, 1300))

set_seed(0)  # the head is drawn here, before the Trainer sets a seed of its own
model = AutoModelForSequenceClassification.from_pretrained(
    checkpoint,
    id2label={0: "NEGATIVE", 1: "POSITIVE"},
    label2id={"NEGATIVE": 0, "POSITIVE": 1},
)
arguments = TrainingArguments(
    "run",
    num_train_epochs=1,
    learning_rate=1e-4,
    warmup_steps=0.1,
    logging_steps=10,
    save_strategy="no",
    disable_tqdm=True,
)


def compute_metrics(prediction):
    guesses = np.argmax(prediction.predictions, axis=-1)
    return {"accuracy": np.mean(guesses == prediction.label_ids)}


trainer = Trainer(
    model,
    arguments,
    train_dataset=train,
    eval_dataset=held_out,
    processing_class=tokenizer,
    compute_metrics=compute_metrics,
)
trainer.remove_callback(PrinterCallback)  # it would print each log as a dictionary
trainer.train()
accuracy = trainer.evaluate()["eval_accuracy"]
majority = np.mean(np.array(held_out["labels"]) == 1)
assert accuracy > majority + 0.1
print(f"held-out accuracy {accuracy:.2f}; always POSITIVE {majority:.2f}\n")
print("step  loss")
for log in trainer.state.log_history:
    if "loss" in log:
        print(f"{log['step']:>4}  {log['loss']:.2f}")

trainer.save_model("tweet-sentiment")  # with its tokenizer, the processing_class
