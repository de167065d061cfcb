import torch
from transformers import AutoModelForTokenClassification, AutoTokenizer, pipeline

# A head made by hand: each label's direction is the mean of a few example words.
checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
examples = {
    "O": ["the", "a", "is", "in", "to", "walked", "lives", "works", "and", "with"],
    "PER": ["anna", "peter", "maria", "john", "susan"],
    "LOC": ["paris", "london", "berlin", "rome", "iceland"],
}
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForTokenClassification.from_pretrained(
    checkpoint, id2label=dict(enumerate(examples)), label2id={}
)
model.eval()
with torch.no_grad():
    for row, words in enumerate(examples.values()):
        inputs = tokenizer(words, padding=True, return_tensors="pt")
        vector = model.bert(**inputs).last_hidden_state[:, 1].mean(dim=0)
        model.classifier.weight[row] = vector
        model.classifier.bias[row] = -vector.square().sum() / 2

sentence = "Anna Jones walked to Reykjavik"
tag = pipeline("token-classification", model=model, tokenizer=tokenizer)
print("tokens: ", [(each["word"], each["entity"]) for each in tag(sentence)])
found = tag(sentence, aggregation_strategy="simple")
print("grouped:", [(each["word"], each["entity_group"]) for each in found])
try:
    tag(sentence, grouped_entities=True)
except TypeError as error:
    print("TypeError:", str(error).partition(") ")[2])
