from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

checkpoint = "nlpjourney/messages-en-fr"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForSeq2SeqLM.from_pretrained(checkpoint)

texts = ["Edit this page", "Create a new file", "Delete the selected file"]
inputs = tokenizer(texts, padding=True, return_tensors="pt")
outputs = model.generate(**inputs, num_beams=4)
translations = tokenizer.batch_decode(outputs, skip_special_tokens=True)
for text, translation in zip(texts, translations, strict=True):
    print(f"{text:26}{translation}")
