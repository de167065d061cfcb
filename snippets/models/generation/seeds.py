import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, set_seed

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32)
inputs = tokenizer("My favourite season is", return_tensors="pt")


def sample(seed, **options):
    if seed is not None:
        set_seed(seed)
    return model.generate(**inputs, max_new_tokens=6, do_sample=True, **options)


first = sample(0)
print("same seed again:          ", torch.equal(sample(0), first))
print("next call, no new seed:   ", torch.equal(sample(None), first))
three = sample(0, num_return_sequences=3)
print("first of three, same seed:", torch.equal(three[:1], first))
for name, options in (("five seeds:", {}), ("five seeds, top_k=1:", {"top_k": 1})):
    texts = {tuple(sample(seed, **options)[0].tolist()) for seed in range(5)}
    print(f"{name:26} different texts: {len(texts)}")
