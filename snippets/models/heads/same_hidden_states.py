import torch
from transformers import (
    AutoModel,
    AutoModelForQuestionAnswering,
    AutoModelForSequenceClassification,
    AutoModelForTokenClassification,
    AutoTokenizer,
)

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
inputs = tokenizer("Ada Lovelace wrote the first program.", return_tensors="pt")

with torch.no_grad():
    hidden_states = AutoModel.from_pretrained(checkpoint)(**inputs).last_hidden_state

print(f"{'class':<29}  last vector of 'Ada'  logits")
for auto_class in (
    AutoModelForSequenceClassification,
    AutoModelForTokenClassification,
    AutoModelForQuestionAnswering,
):
    model = auto_class.from_pretrained(checkpoint)
    with torch.no_grad():
        outputs = model(**inputs, output_hidden_states=True)
    last = outputs.hidden_states[-1]
    logits = outputs.start_logits if "start_logits" in outputs else outputs.logits
    first_three = " ".join(f"{value:.2f}" for value in last[0, 1, :3])
    print(f"{type(model).__name__:<29}  {first_three:<15} ...  {tuple(logits.shape)}")
    assert torch.equal(last, hidden_states)
