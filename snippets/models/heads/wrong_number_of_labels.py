import tempfile

from transformers import AutoModelForSequenceClassification

base = "sentence-transformers/all-MiniLM-L6-v2"

with tempfile.TemporaryDirectory() as checkpoint:
    two_labels = AutoModelForSequenceClassification.from_pretrained(base, num_labels=2)
    two_labels.save_pretrained(checkpoint)
    try:
        AutoModelForSequenceClassification.from_pretrained(checkpoint, num_labels=5)
    except RuntimeError as error:
        print(f"{type(error).__name__}: {str(error).split(',')[0]}")
    model, report = AutoModelForSequenceClassification.from_pretrained(
        checkpoint,
        num_labels=5,
        ignore_mismatched_sizes=True,
        output_loading_info=True,
    )
    for key, saved, wanted in sorted(report["mismatched_keys"]):
        print(f"{key}: {tuple(saved)} in the file, {tuple(wanted)} drawn at random")
