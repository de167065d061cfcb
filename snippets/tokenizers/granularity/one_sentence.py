import re

from transformers import AutoTokenizer

subword = AutoTokenizer.from_pretrained("sentence-transformers/all-MiniLM-L6-v2")
text = "Retokenizing helps, unsurprisingly."

for scheme, tokens in {
    "words": re.findall(r"\w+|[^\w\s]", text.lower()),
    "characters": list(text.lower()),
    "subwords": subword.tokenize(text),
}.items():
    print(f"{scheme:<10} {len(tokens):>2}  {' '.join(tokens)}")
