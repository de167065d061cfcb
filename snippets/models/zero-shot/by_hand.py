import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer, pipeline

checkpoint = "nlpjourney/nli"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForSequenceClassification.from_pretrained(checkpoint).eval()
text = "The zoom is slow and the battery died after a week."
labels = ["positive", "negative"]

hypotheses = [f"This example is {label}." for label in labels]
pairs = tokenizer([text] * len(labels), hypotheses, padding=True, return_tensors="pt")
with torch.no_grad():
    logits = model(**pairs).logits  # (number of labels, NLI classes)

ids = {name.lower(): index for name, index in model.config.label2id.items()}
entailment = logits[:, ids["entailment"]]
two = logits[:, [ids["contradiction"], ids["entailment"]]]
by_hand = {"default": entailment.softmax(0), "multi_label": two.softmax(-1)[:, 1]}

classifier = pipeline("zero-shot-classification", model=model, tokenizer=tokenizer)
for name, scores in by_hand.items():
    result = classifier(
        text, candidate_labels=labels, multi_label=name == "multi_label"
    )
    library = dict(zip(result["labels"], result["scores"], strict=True))
    gaps = [abs(library[x] - y.item()) for x, y in zip(labels, scores, strict=True)]
    assert max(gaps) < 1e-5
    print(f"{name:11}  by hand = pipeline to 1e-5: {max(gaps) < 1e-5}")

print("hypotheses:", hypotheses)
print("best:", labels[int(entailment.argmax())])
