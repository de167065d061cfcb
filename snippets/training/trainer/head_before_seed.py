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


def equal_weights(first, second):
    same = first.classifier.weight == second.classifier.weight
    return f"{same.sum()} of {same.numel()} weights of the heads are equal"


first, second = (Trainer(fresh_model(), arguments) for _ in range(2))
print("seed=42 alone:", equal_weights(first.model, second.model))
first, second = (Trainer(None, arguments, model_init=fresh_model) for _ in range(2))
print("model_init:", equal_weights(first.model, second.model))

set_seed(0)
first = fresh_model()
set_seed(0)
second = fresh_model()
print("set_seed before loading:", equal_weights(first, second))
