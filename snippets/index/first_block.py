from sentence_transformers import SentenceTransformer

notes = [
    "The bakery opens at seven.",
    "Rain is expected all weekend.",
    "The soup needs more salt.",
    "My phone died halfway through the call.",
]
questions = ["Should I take an umbrella?", "Where is fresh bread?", "battery empty"]

model = SentenceTransformer("sentence-transformers/all-MiniLM-L6-v2")
scores = model.similarity(model.encode(questions), model.encode(notes))
for question, row in zip(questions, scores, strict=True):
    print(f"{row.max():.2f}  {question:<26}  {notes[row.argmax()]}")
