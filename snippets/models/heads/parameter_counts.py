from transformers import (
    AutoModelForMaskedLM,
    AutoModelForQuestionAnswering,
    AutoModelForSequenceClassification,
    AutoModelForTokenClassification,
)

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"

for auto_class, labels in (
    (AutoModelForSequenceClassification, 2),
    (AutoModelForTokenClassification, 9),
    (AutoModelForQuestionAnswering, 2),
    (AutoModelForMaskedLM, 2),
):
    model = auto_class.from_pretrained(checkpoint, num_labels=labels)
    base = model.base_model.num_parameters()
    head = model.num_parameters() - base
    print(
        f"{type(model).__name__:<29} base {base:,} head {head:>7,} ({head / base:.3%})"
    )
