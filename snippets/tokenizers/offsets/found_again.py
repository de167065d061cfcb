from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("sentence-transformers/all-MiniLM-L6-v2")
text = "Zoë Kravitz loves  Reykjavík."
encoded = tokenizer(text, return_offsets_mapping=True)

print("token      offsets   in the text   word")
for token, (start, end), word in zip(
    encoded.tokens(), encoded["offset_mapping"], encoded.word_ids(), strict=True
):
    print(f"{token:<10} {f'{start}-{end}':<9} {text[start:end]!r:<13} {word}")

start = text.index("Reykjavík")
first = encoded.char_to_token(start)
last = encoded.char_to_token(start + len("Reykjavík") - 1)
print(f"Reykjavík is in the tokens {first} to {last};", end=" ")
print("a space:", encoded.char_to_token(start - 1))
