from transformers import pipeline

checkpoint = "nlpjourney/nli"
classifier = pipeline("zero-shot-classification", model=checkpoint)
text = "I have a problem with my iphone that needs to be resolved asap!!"
labels = ["urgent", "phone", "tablet", "computer"]

one_of = classifier(text, candidate_labels=labels)
each = classifier(text, candidate_labels=labels, multi_label=True)
device = classifier(text, candidate_labels=["phone", "tablet", "computer"])
negated = classifier(text, candidate_labels=["urgent", "not urgent"])

assert one_of["sequence"] == text  # the input, unchanged
print("keys:", list(one_of))
print(f"one of four: sum of scores {sum(one_of['scores']):.2f}")
print(f"multi_label: sum of scores {sum(each['scores']):.2f}")
scores = dict(zip(each["labels"], each["scores"], strict=True))
print("more likely true than not:", [label for label in labels if scores[label] > 0.5])
print("phone, tablet or computer:", device["labels"][0])
print("urgent or not urgent:", negated["labels"][0])
