from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("sentence-transformers/all-MiniLM-L6-v2")
names = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]
words = ["Zadie", "Smith", "visited", "Reykjavik", "."]
word_labels = [1, 2, 0, 3, 0]


def align(word_ids, labels):
    aligned, previous = [], None
    for word in word_ids:
        if word is None:
            aligned.append(-100)  # [CLS], [SEP], padding: no loss
        elif word != previous:
            aligned.append(labels[word])
        else:  # the same word goes on: B- becomes I-, the rest stays
            aligned.append(labels[word] + (names[labels[word]][0] == "B"))
        previous = word
    return aligned


encoded = tokenizer(words, is_split_into_words=True)
for token, label in zip(
    encoded.tokens(), align(encoded.word_ids(), word_labels), strict=True
):
    print(f"{token:<9} {label:>4}  {names[label] if label >= 0 else 'ignored'}")
