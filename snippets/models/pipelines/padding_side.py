from transformers import AutoTokenizer, pipeline

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
print("as loaded, padding_side:", tokenizer.padding_side)
generate = pipeline("text-generation", checkpoint, tokenizer=tokenizer, dtype="float32")
print("in the pipeline:", tokenizer.padding_side)

texts = ["The capital of France is", "Two plus two is four. Three plus three is"]
for side, batch_size in (("left", 1), ("left", 2), ("right", 2)):
    tokenizer.padding_side = side
    results = generate(
        texts,
        batch_size=batch_size,
        max_new_tokens=5,
        do_sample=False,
        return_full_text=False,
    )
    written = [result[0]["generated_text"] for result in results]
    print(f"{side}, batch_size={batch_size}:", *map(repr, written))
