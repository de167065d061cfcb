from transformers import pipeline

checkpoint = (
    "sentence-transformers/all-MiniLM-L6-v2"  # its token head is random: any will do
)

try:
    pipeline("ner", model=checkpoint, grouped_entities=True)
except TypeError as error:
    print(f"{type(error).__name__}: {str(error).partition('() ')[2]}")

tagger = pipeline("ner", model=checkpoint, aggregation_strategy="simple")
groups = tagger("Ada Lovelace lived in London.")
print("new:", list(groups[0]))
