import torch
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    set_seed,
)

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
inputs = tokenizer("I love this library!", return_tensors="pt")

hidden_states = []
for seed in (3, 4, 5):
    set_seed(seed)  # draws the new head's weights
    model = AutoModelForSequenceClassification.from_pretrained(checkpoint)
    with torch.no_grad():
        outputs = model(**inputs, output_hidden_states=True)
    negative, positive = outputs.logits.softmax(dim=-1)[0].tolist()
    print(f"seed {seed}: negative {negative:.3f}, positive {positive:.3f}")
    hidden_states.append(outputs.hidden_states[-1])

assert all(torch.equal(hidden_states[0], other) for other in hidden_states)
print("hidden states equal in all three: True")
