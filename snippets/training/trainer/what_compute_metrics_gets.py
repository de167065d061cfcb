import numpy as np
from datasets import Dataset
from sklearn.metrics import accuracy_score, f1_score
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    Trainer,
    TrainingArguments,
    set_seed,
)

set_seed(0)
config = BertConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2)
model = BertForSequenceClassification(config)  # tiny and untrained: only for the shapes
rows = {"input_ids": [[101, 2023 + n, 102] for n in range(10)], "labels": [0, 1] * 5}


def compute_metrics(prediction):
    logits, labels = prediction.predictions, prediction.label_ids
    print(type(logits).__name__, logits.shape, "and", labels.shape)
    guesses = np.argmax(logits, axis=-1)
    scores = {"accuracy": accuracy_score(labels, guesses)}
    return scores | {"f1": f1_score(labels, guesses)}


arguments = TrainingArguments("run", per_device_eval_batch_size=4)
rows = Dataset.from_dict(rows)
trainer = Trainer(model, arguments, eval_dataset=rows, compute_metrics=compute_metrics)
print([name for name in trainer.evaluate() if not name.endswith("second")])
print([name for name in trainer.predict(rows).metrics if not name.endswith("second")])
