import torch
from transformers import (
    AutoModelForSequenceClassification,
    AutoModelForTokenClassification,
    AutoTokenizer,
)

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
inputs = tokenizer("Ada Lovelace wrote the first program.", return_tensors="pt")

tagger = AutoModelForTokenClassification.from_pretrained(checkpoint, num_labels=7)
classifier = AutoModelForSequenceClassification.from_pretrained(
    checkpoint, num_labels=3
)
with torch.no_grad():
    hidden_states = tagger.base_model(**inputs).last_hidden_state  # (1, 10, 384)
    weight, bias = tagger.classifier.weight, tagger.classifier.bias
    by_hand = hidden_states @ weight.T + bias  # every token: 384 -> 7
    print("token head by hand:   ", torch.allclose(by_hand, tagger(**inputs).logits))
    first_vector = hidden_states[:, :1]  # [CLS] alone; nine vectors are left out
    by_hand = classifier.classifier(classifier.base_model.pooler(first_vector))
    print(
        "sequence head by hand:", torch.allclose(by_hand, classifier(**inputs).logits)
    )

print("token head:   ", tagger.classifier)
print("sequence head:", classifier.classifier)
