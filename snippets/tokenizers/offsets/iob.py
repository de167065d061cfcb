from seqeval.scheme import IOB1, IOB2, Entities

iob1 = ["I-PER", "I-LOC", "B-LOC", "O"]  # B- only between two entities of one type
iob2 = ["B-PER", "B-LOC", "B-LOC", "O"]  # B- at the start of every entity


def entities(labels, scheme):
    return [e.to_tuple()[1:] for e in Entities([labels], scheme).entities[0]]


print("IOB1 read as IOB1:", entities(iob1, IOB1))
print("IOB2 read as IOB2:", entities(iob2, IOB2))
print("IOB1 read as IOB2:", entities(iob1, IOB2))
