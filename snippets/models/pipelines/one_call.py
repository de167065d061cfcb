from transformers import pipeline

checkpoint = "nlpjourney/tweet-sentiment"
classify = pipeline("text-classification", model=checkpoint)

sentences = ["What a lovely day, I am so happy!", "This is awful and I am angry."]
for sentence, result in zip(sentences, classify(sentences), strict=True):
    print(f"{result['label']} * {result['score']:.2f} * {sentence}")
