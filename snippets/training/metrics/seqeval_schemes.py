import warnings

from seqeval.metrics import f1_score
from seqeval.scheme import IOB1, IOB2

warnings.simplefilter("error")  # seqeval only warns about a tag it can't read
labels = [["B-PER", "I-PER", "O", "B-LOC"]]
never_begins = [["I-PER", "I-PER", "O", "I-LOC"]]

print("default      ", f1_score(labels, never_begins))
print("strict, IOB2 ", f1_score(labels, never_begins, mode="strict", scheme=IOB2))
print("strict, IOB1 ", f1_score(labels, never_begins, mode="strict", scheme=IOB1))

for tags in ([["B-PER", "L-PER", "U-LOC"]], [["PER", "PER", "LOC"]]):
    try:
        f1_score(tags, tags)
    except UserWarning as warning:
        print(tags[0], "->", warning)
