import json
import re
from pathlib import Path

import numpy as np
from huggingface_hub import snapshot_download
from safetensors.numpy import load_file
from sentence_transformers import SentenceTransformer
from sklearn.feature_extraction.text import TfidfVectorizer

folder = Path(snapshot_download("nlpjourney/django-guides"))
chunks = json.loads((folder / "chunks.json").read_text("utf-8"))
vectors = load_file(folder / "vectors.safetensors")["vectors"]
encoder = SentenceTransformer("sentence-transformers/all-MiniLM-L6-v2", device="cpu")
vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english")
documents = vectorizer.fit_transform(chunk["prose"] for chunk in chunks)


def retrieve(question):
    """The similarity of the nearest chunk, and the best chunk by both searches."""
    by_meaning = vectors @ encoder.encode(question, normalize_embeddings=True)
    by_words = (documents @ vectorizer.transform([question]).T).toarray()[:, 0]
    ranks = [np.argsort(np.argsort(-scores)) + 1 for scores in (by_meaning, by_words)]
    fused = sum(1 / (60 + rank) for rank in ranks)
    return by_meaning.max(), chunks[fused.argmax()]


def answer(question, threshold=0.4):
    similarity, source = retrieve(question)
    if similarity < threshold:
        return "Nothing found in the guides."
    body = source["prose"].split("\n", 1)[1].strip()
    quotes = [" ".join(part.split()) for part in re.split(r"(?<=[.!?])\s+", body)]
    asked, *embedded = encoder.encode([question, *quotes], normalize_embeddings=True)
    quote = quotes[np.argmax(embedded @ asked)]
    return f'"{quote}"\n  {source["path"]}: {source["titles"][-1]}'


for question in (
    "How can I change a user's password from the command line?",
    "replace the ugly 403 page that visitors get when the forgery check fails",
    "Which oven temperature is right for bread?",
):
    print(question)
    print(answer(question))
