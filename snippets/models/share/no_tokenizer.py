from transformers import AutoModel, AutoTokenizer

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
AutoModel.from_pretrained(checkpoint).save_pretrained("model-alone")

print("model:", type(AutoModel.from_pretrained("model-alone")).__name__)
tokenizer = AutoTokenizer.from_pretrained("model-alone")
print("tokenizer:", type(tokenizer).__name__, "of", len(tokenizer), "tokens")
print("two words become:", tokenizer.tokenize("Push both"))

AutoTokenizer.from_pretrained(checkpoint).save_pretrained("model-alone")
tokenizer = AutoTokenizer.from_pretrained("model-alone")
print("after saving it too:", len(tokenizer), "tokens", tokenizer.tokenize("Push both"))
