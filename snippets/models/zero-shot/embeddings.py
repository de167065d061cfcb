from sentence_transformers import SentenceTransformer

model = SentenceTransformer("sentence-transformers/all-MiniLM-L6-v2")
descriptions = {
    "spam": "You win a prize, click here, buy now, special offer.",
    "mail": "A personal message from a friend or a colleague.",
}
messages = [
    "Congratulations, you have won a free cruise! Reply to claim your prize.",
    "Cheap watches, today only, order now!",
    "Shall we meet at the station at seven?",
    "Here are the minutes of our meeting, see you on Monday.",
]
labels = model.encode(list(descriptions.values()), normalize_embeddings=True)
texts = model.encode(messages, normalize_embeddings=True)
similarities = texts @ labels.T  # (messages, labels): cosine, all lengths are 1

for message, row in zip(messages, similarities, strict=True):
    best = list(descriptions)[row.argmax()]
    print(f"{best}  {row[0]:5.2f} {row[1]:5.2f}  {message[:48]}")
