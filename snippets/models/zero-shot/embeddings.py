from sentence_transformers import SentenceTransformer

model = SentenceTransformer("sentence-transformers/all-MiniLM-L6-v2")
text = "I have a problem with my iphone that needs to be resolved asap!!"
descriptions = {
    "phone": "This is about a mobile phone.",
    "tablet": "This is about a tablet.",
    "computer": "This is about a computer.",
}
vectors = model.encode([text, *descriptions.values()], normalize_embeddings=True)
similarities = vectors[1:] @ vectors[0]  # cosine: the vectors have length 1
for label, similarity in zip(descriptions, similarities, strict=True):
    print(f"{label:9} {similarity:.2f}")
