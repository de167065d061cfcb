from transformers import pipeline

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
extract = pipeline("feature-extraction", model=checkpoint, return_tensors=True)
lengths = [3, 50, 4, 5, 3, 4, 48, 5]
sentences = [" ".join(["word"] * length) for length in lengths]

shapes = []
extract.model.register_forward_pre_hook(
    lambda model, args, inputs: shapes.append(tuple(inputs["input_ids"].shape)),
    with_kwargs=True,
)
for batch_size in (1, 4):
    shapes.clear()
    vectors = extract(sentences, batch_size=batch_size)
    tokens = sum(rows * columns for rows, columns in shapes)
    print(f"batch_size={batch_size}: {len(shapes)} forward passes, {tokens} positions")

print("shapes of the last two:", *shapes)

stream = extract(sentence for sentence in sentences)
print("a generator gives:", type(stream).__name__, tuple(next(iter(stream)).shape))
