import tempfile

from transformers import AutoModel, AutoModelForSequenceClassification

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
classifier = AutoModelForSequenceClassification.from_pretrained(checkpoint)

with tempfile.TemporaryDirectory() as folder:
    classifier.save_pretrained(folder)  # stands for a classifier that you trained
    for auto_class in (AutoModel, AutoModelForSequenceClassification):
        model, report = auto_class.from_pretrained(folder, output_loading_info=True)
        print(type(model).__name__)
        print("  left in the file:", sorted(report["unexpected_keys"]))
        print("  newly initialized:", sorted(report["missing_keys"]))
