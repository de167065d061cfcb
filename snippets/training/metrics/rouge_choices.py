from rouge_score.rouge_scorer import RougeScorer

reference = "The cats were sleeping.\nThe dog barked."
prediction = "The dog barked.\nThe cat was asleep."
names = ["rouge1", "rougeL", "rougeLsum"]


def show(title: str, prediction: str, reference: str, **options) -> None:
    scores = RougeScorer(names, **options).score(reference, prediction)
    print(f"{title:18}", *(f"{name} {scores[name].fmeasure:.2f}" for name in names))


show("as it is", prediction, reference)
show("with the stemmer", prediction, reference, use_stemmer=True)
show("no line breaks", prediction.replace("\n", " "), reference.replace("\n", " "))
show("Greek, identical", "καλημέρα κόσμε", "καλημέρα κόσμε")
