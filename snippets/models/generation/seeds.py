import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, set_seed

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32)
inputs = tokenizer("My favourite season is", return_tensors="pt")
start = inputs["input_ids"].shape[1]


def sample(seed, **options):
    if seed is not None:
        set_seed(seed)
    ids = model.generate(**inputs, max_new_tokens=6, do_sample=True, **options)
    return tokenizer.batch_decode(ids[:, start:])


print("seed 0:                   ", sample(0))
print("seed 0 again:             ", sample(0))
print("next call, no new seed:   ", sample(None))
print("first of three, seed 0:   ", sample(0, num_return_sequences=3)[:1])
for name, options in (("five seeds:", {}), ("five seeds, top_k=1:", {"top_k": 1})):
    texts = {sample(seed, **options)[0] for seed in range(5)}
    print(f"{name:26} different texts: {len(texts)}")
