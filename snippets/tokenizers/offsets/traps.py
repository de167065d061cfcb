from datasets import Dataset
from transformers import AutoTokenizer

wordpiece = AutoTokenizer.from_pretrained("sentence-transformers/all-MiniLM-L6-v2")
byte_level = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")

text = "a 🦔 ran"
encoded = byte_level(text, return_offsets_mapping=True)
print("byte-level:", encoded["offset_mapping"], encoded.word_ids())

pair = wordpiece("Who ran?", "A fox ran.")
print("parts:", pair.sequence_ids())
print("character 0:", pair.char_to_token(0), "of the first text,", end=" ")
print(pair.char_to_token(0, sequence_index=1), "of the second")

rows = Dataset.from_dict({"text": ["A fox ran."]})
row = rows.map(lambda row: wordpiece(row["text"], return_offsets_mapping=True))[0]
try:
    row.word_ids()
except AttributeError as error:
    print(f"{type(error).__name__}: {error}")

print("columns that are left:", *row)
