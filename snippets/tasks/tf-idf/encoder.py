from transformers import pipeline

checkpoint = "nlpjourney/tweet-sentiment"
classifier = pipeline("text-classification", checkpoint)
for text in (
    "It is not good.",
    "Nobody would call it good.",
    "Not a bad journey at all.",
    "The cast comes through even when the movie doesn't.",
    "A moving picture that does not move.",
):
    answer = classifier(text)[0]
    print(f"{answer['label']}  {answer['score']:.2f}  {text}")
