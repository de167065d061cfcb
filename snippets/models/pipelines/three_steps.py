from transformers import pipeline

checkpoint = "nlpjourney/tweet-sentiment"
classify = pipeline("text-classification", model=checkpoint)
sentence = "What a lovely day, I am so happy!"

inputs = classify.preprocess(sentence)
print("preprocess ", {name: tuple(value.shape) for name, value in inputs.items()})
outputs = classify.forward(inputs)
print("forward    ", {name: tuple(value.shape) for name, value in outputs.items()})
result = classify.postprocess(outputs)
print("postprocess", sorted(result), result["label"])
print("the same as the call:", [result] == classify(sentence))
