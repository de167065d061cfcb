import torch
from datasets import load_dataset
from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
old = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint)

reviews = load_dataset("nlpjourney/rated-sentences", "movie_reviews", split="train")
new = old.train_new_from_iterator(
    reviews["text"][:], vocab_size=4000, show_progress=False
)

text = "The film is a love letter to the city, and the actors are a joy to watch."
for name, tokenizer in (("its own", old), ("a new one", new)):
    inputs = tokenizer(text, return_tensors="pt")
    with torch.no_grad():
        loss = model(**inputs, labels=inputs["input_ids"]).loss
    print(f"{name:<9} {inputs['input_ids'].shape[1]:>3} tokens, loss {loss:.2f}")

first = new(" film")["input_ids"][0]
print("the same id:", repr(new.decode([first])), "and", repr(old.decode([first])))
