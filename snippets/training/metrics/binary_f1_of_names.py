from sklearn.metrics import f1_score

labels = ["spam", "ham", "spam", "ham"]
predictions = ["spam", "ham", "ham", "ham"]

try:
    f1_score(labels, predictions)
except ValueError as error:
    print(f"{type(error).__name__}: {error}")

try:
    f1_score([0, 1, 2], [0, 2, 2])
except ValueError as error:
    print(f"{type(error).__name__}: {str(error).split('. ')[0]}")

for name in ("spam", "ham"):
    print(name, round(f1_score(labels, predictions, pos_label=name), 4))
