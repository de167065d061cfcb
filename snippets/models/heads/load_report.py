from transformers import AutoModel, AutoModelForTokenClassification

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"

for auto_class in (AutoModel, AutoModelForTokenClassification):
    model, report = auto_class.from_pretrained(checkpoint, output_loading_info=True)
    print(type(model).__name__)
    print("  newly initialized:", sorted(report["missing_keys"]))
    print("  in the file, unused:", sorted(report["unexpected_keys"]))
