import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForSequenceClassification.from_pretrained(checkpoint, num_labels=3)

sentences = ["Short.", "A sentence with a few more words in it."]
inputs = tokenizer(sentences, padding=True, return_tensors="pt")
last_position = inputs["attention_mask"].sum(dim=1) - 1  # padded on the right
with torch.no_grad():
    logits = model(**inputs).logits  # (batch_size, num_labels)
    hidden_states = model.base_model(**inputs).last_hidden_state
    last_vectors = hidden_states[torch.arange(2), last_position]
    by_hand = model.score(last_vectors)

print("last real token of each:", last_position.tolist())
print("logits", tuple(logits.shape), "= score(last vectors):", end=" ")
print(torch.allclose(logits, by_hand, atol=1e-2))

model.config.pad_token_id = None
try:
    model(**inputs)
except ValueError as error:
    print(f"{type(error).__name__}: {error}")
