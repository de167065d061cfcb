from seqeval.metrics import accuracy_score, f1_score, precision_score, recall_score
from seqeval.metrics.sequence_labeling import get_entities

#          Ada    Lovelace  met  Babbage  in  London   today
labels = [["B-PER", "I-PER", "O", "B-PER", "O", "B-LOC", "O"]]
predictions = [["B-PER", "O", "O", "B-PER", "O", "B-ORG", "O"]]

true = set(get_entities(labels))  # (type, first token, last token)
predicted = set(get_entities(predictions))
print("labeled:  ", sorted(true, key=lambda entity: entity[1]))
print("predicted:", sorted(predicted, key=lambda entity: entity[1]))

precision = len(true & predicted) / len(predicted)
recall = len(true & predicted) / len(true)
f1 = 2 * precision * recall / (precision + recall)
assert abs(precision - precision_score(labels, predictions)) < 1e-12
assert abs(recall - recall_score(labels, predictions)) < 1e-12
assert abs(f1 - f1_score(labels, predictions)) < 1e-12

print(f"entity F1 {f1:.4f}: one of three entities has the right type and borders")
print(f"token accuracy {accuracy_score(labels, predictions):.4f}: the O tokens count")
