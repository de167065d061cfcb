import torch
from transformers import (
    AutoModelForSequenceClassification,
    Trainer,
    TrainingArguments,
    set_seed,
)

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
arguments = TrainingArguments("run", seed=42)


def fresh_model():
    return AutoModelForSequenceClassification.from_pretrained(checkpoint)


def head(trainer):
    return trainer.model.classifier.weight


first, second = (Trainer(fresh_model(), arguments) for _ in range(2))
print("seed=42 alone: equal heads?", torch.equal(head(first), head(second)))
first, second = (Trainer(None, arguments, model_init=fresh_model) for _ in range(2))
print("model_init: equal heads?", torch.equal(head(first), head(second)))
set_seed(0)
first = fresh_model()
set_seed(0)
second = fresh_model()
equal = torch.equal(first.classifier.weight, second.classifier.weight)
print("set_seed before loading: equal heads?", equal)
