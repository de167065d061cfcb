import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer, pipeline

checkpoint = "nlpjourney/tweet-sentiment"
sentences = ["What a lovely day, I am so happy!", "This is awful and I am angry."]

tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForSequenceClassification.from_pretrained(checkpoint)
inputs = tokenizer(sentences, padding=True, return_tensors="pt")
with torch.no_grad():
    logits = model(**inputs).logits  # (batch_size, num_labels)

scores, best = logits.softmax(dim=-1).max(dim=-1)
by_hand = [model.config.id2label[label] for label in best.tolist()]

results = pipeline("text-classification", model=checkpoint)(sentences)
print("logits:", tuple(logits.shape))
print("labels:", by_hand, "equal:", by_hand == [each["label"] for each in results])
called = torch.tensor([each["score"] for each in results])
print("scores equal to four digits:", torch.allclose(scores, called, atol=5e-5))
