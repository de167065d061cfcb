import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

checkpoint = "nlpjourney/tweet-sentiment"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model, report = AutoModelForSequenceClassification.from_pretrained(
    checkpoint, output_loading_info=True
)
assert not report["missing_keys"]  # the head is from the file, not random
assert not model.training  # from_pretrained switches dropout off

sentences = ["What a wonderful morning, I love it!", "Worst service ever, so rude."]
inputs = tokenizer(sentences, padding=True, return_tensors="pt")
with torch.no_grad():
    logits = model(**inputs).logits  # (2, 2)

probabilities = logits.softmax(dim=-1)
for sentence, scores in zip(sentences, probabilities, strict=True):
    assert scores.max() > 0.8
    print(f"{model.config.id2label[scores.argmax().item()]}  {sentence}")
