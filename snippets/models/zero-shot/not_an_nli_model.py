import logging

from transformers import AutoModelForSequenceClassification, AutoTokenizer, pipeline

name = "transformers.pipelines.zero_shot_classification"
logging.getLogger(name).addFilter(
    lambda record: print("warning:", record.msg.split(" in the")[0])
)
checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
model = AutoModelForSequenceClassification.from_pretrained(checkpoint)
classifier = pipeline(
    "zero-shot-classification",
    model=model,
    tokenizer=AutoTokenizer.from_pretrained(checkpoint),
)
result = classifier("Stir the soup.", candidate_labels=["cooking", "sports"])
print(model.config.label2id)
print("scores sum to", round(sum(result["scores"]), 2))

try:
    classifier("Stir the soup.", ["cooking"], hypothesis_template="About cooking.")
except ValueError as error:
    print(f"{type(error).__name__}: {str(error).split('. ')[0]}")
