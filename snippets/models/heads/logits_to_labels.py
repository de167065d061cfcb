import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
unnamed = AutoModelForSequenceClassification.from_pretrained(checkpoint, num_labels=2)
model = AutoModelForSequenceClassification.from_pretrained(
    checkpoint,
    id2label={0: "NEGATIVE", 1: "POSITIVE"},
    label2id={"NEGATIVE": 0, "POSITIVE": 1},
)

sentences = ["I love this library!", "I hate waiting.", "It rained."]
inputs = tokenizer(sentences, padding=True, return_tensors="pt")
with torch.no_grad():
    logits = model(**inputs).logits  # (batch_size, num_labels)

probabilities = logits.softmax(dim=-1)
sums_to_one = torch.allclose(probabilities.sum(dim=-1), torch.ones(3))

print("logits", tuple(logits.shape))
print("after the softmax each row sums to 1:", sums_to_one)
print("without names:", unnamed.config.id2label)
print("with names:   ", model.config.id2label)
