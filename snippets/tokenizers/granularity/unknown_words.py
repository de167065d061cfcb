import re

from transformers import AutoTokenizer

wordpiece = AutoTokenizer.from_pretrained("sentence-transformers/all-MiniLM-L6-v2")
byte_level = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
vocabulary = {"the", "film", "was", "good"}

for text in ("the film was goood", "the film was 🦔"):
    words = re.findall(r"\w+|[^\w\s]", text)
    print([word if word in vocabulary else "[UNK]" for word in words])
    print(wordpiece.tokenize(text))
    ids = byte_level(text)["input_ids"]
    print(len(ids), "byte-level tokens, decoded:", byte_level.decode(ids))
