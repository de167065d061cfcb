from transformers import AutoModel, AutoTokenizer

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
inputs = tokenizer("I love this library!", return_tensors="pt")

try:  # the import line names another class
    model = AutoModelForSequenceClassification.from_pretrained(checkpoint)
except NameError as error:
    print(f"{type(error).__name__}: {error}")

try:  # the imported class loads, but it has no head
    logits = AutoModel.from_pretrained(checkpoint)(**inputs).logits
except AttributeError as error:
    print(f"{type(error).__name__}: {str(error).split(' object ')[1]}")
