import torch
from transformers import (
    AutoModel,
    AutoModelForMaskedLM,
    AutoModelForMultipleChoice,
    AutoModelForQuestionAnswering,
    AutoModelForSequenceClassification,
    AutoModelForTokenClassification,
    AutoTokenizer,
)

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
sentences = ["I love this library!", "The second one is a little longer."]
inputs = tokenizer(sentences, padding=True, return_tensors="pt")  # (2, 10)


def show(auto_class, *, batch=inputs, **config):
    model = auto_class.from_pretrained(checkpoint, **config).eval()
    with torch.no_grad():
        outputs = model(**batch)
    shapes = {name: tuple(tensor.shape) for name, tensor in outputs.items()}
    shapes.pop("pooler_output", None)
    for name, shape in shapes.items():
        print(f"{type(model).__name__:<29} {name:<17} {shape}")


show(AutoModel)
show(AutoModelForSequenceClassification, num_labels=3)
show(AutoModelForTokenClassification, num_labels=7)
show(AutoModelForQuestionAnswering)
show(AutoModelForMaskedLM)
# one question with two candidate answers: (batch_size, num_choices, sequence_length)
choices = {name: tensor.unsqueeze(0) for name, tensor in inputs.items()}
show(AutoModelForMultipleChoice, batch=choices)
