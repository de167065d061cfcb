from sacrebleu.metrics import BLEU

hypotheses = ["the cat sat on the mat today", "a dog ran in the park again"]
references = ["the cat sat on a mat today", "a dog ran in the big park"]
bleu = BLEU()
sentence_bleu = BLEU(effective_order=True)

pairs = list(zip(hypotheses, references, strict=True))
by_sentence = [
    sentence_bleu.sentence_score(text, [reference]).score for text, reference in pairs
]
scores = {
    "one list for each reference set": bleu.corpus_score(
        hypotheses, [references]
    ).score,
    "one list for each sentence": bleu.corpus_score(
        hypotheses, [[text] for text in references]
    ).score,
    "no inner list": bleu.corpus_score(hypotheses, references).score,
    "mean of the sentences' scores": sum(by_sentence) / len(pairs),
}
for name, score in scores.items():
    print(f"{name:32} {score:5.2f}")
