vocab = {"un", "unhapp", "h", "##happ", "##i", "##e", "##est", "##s", "##t", "f", "##a"}


def encode(word, max_input_chars_per_word=100):
    if len(word) > max_input_chars_per_word:
        return ["[UNK]"]
    tokens, start = [], 0
    while start < len(word):
        for end in range(len(word), start, -1):  # the longest piece first
            piece = ("##" if start else "") + word[start:end]
            if piece in vocab:
                break
        else:
            print(f"  nothing fits {word[start:]!r}: discard {tokens}")
            return ["[UNK]"]
        tokens.append(piece)
        start = end
    return tokens


for word in ("unhappiest", "happiest", "unfast", "f" + "a" * 100):
    tokens = encode(word)
    shown = word if len(word) < 20 else f"{word[:3]}... ({len(word)} characters)"
    print(f"{shown}: {' '.join(tokens)}")
