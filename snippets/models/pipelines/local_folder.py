from transformers import AutoModelForSequenceClassification, AutoTokenizer, pipeline

checkpoint = "nlpjourney/tweet-sentiment"
AutoModelForSequenceClassification.from_pretrained(checkpoint).save_pretrained("mine")
AutoTokenizer.from_pretrained(checkpoint).save_pretrained("mine")

try:
    pipeline(model="mine")
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")

classify = pipeline("text-classification", model="mine")
print("with task=:", classify("I am so happy!")[0]["label"])
