import torch
from transformers import (
    AutoModelForSequenceClassification,
    AutoModelForTokenClassification,
    AutoTokenizer,
    set_seed,
)

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
inputs = tokenizer("Ada Lovelace wrote the first program.", return_tensors="pt")

set_seed(0)
tagger = AutoModelForTokenClassification.from_pretrained(checkpoint, num_labels=7)
classifier = AutoModelForSequenceClassification.from_pretrained(
    checkpoint, num_labels=3
)
with torch.no_grad():
    hidden_states = tagger.base_model(**inputs).last_hidden_state  # (1, 10, 384)
    weight, bias = tagger.classifier.weight, tagger.classifier.bias
    tokens = hidden_states @ weight.T + bias  # every token: 384 -> 7
    token_logits = tagger(**inputs).logits
    first_vector = hidden_states[:, :1]  # [CLS] alone; nine vectors are left out
    sequence = classifier.classifier(classifier.base_model.pooler(first_vector))
    sequence_logits = classifier(**inputs).logits

print("token head:   ", tagger.classifier)
print("  by hand:", tuple(tokens.shape), *(f"{x:.2f}" for x in tokens[0, 1]))
print("  model:  ", tuple(tokens.shape), *(f"{x:.2f}" for x in token_logits[0, 1]))
print("sequence head:", classifier.classifier)
print("  by hand:", tuple(sequence.shape), *(f"{x:.2f}" for x in sequence[0]))
print("  model:  ", tuple(sequence.shape), *(f"{x:.2f}" for x in sequence_logits[0]))
