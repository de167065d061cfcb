from transformers import pipeline

# its token head is random, which is enough to show the keys
checkpoint = "sentence-transformers/all-MiniLM-L6-v2"

try:
    pipeline("ner", model=checkpoint, grouped_entities=True)
except TypeError as error:
    print(f"{type(error).__name__}: {str(error).partition('() ')[2]}")

tagger = pipeline("ner", model=checkpoint, aggregation_strategy="simple")
groups = tagger("Ada Lovelace lived in London.")
print("new:", list(groups[0]))
