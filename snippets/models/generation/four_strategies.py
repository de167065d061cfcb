import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, set_seed

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32)
inputs = tokenizer("My favourite season is", return_tensors="pt")
start = inputs["input_ids"].shape[1]
length = {"min_new_tokens": 12, "max_new_tokens": 12}


@torch.no_grad()
def log_probability(ids):
    log_probs = model(ids).logits[:, start - 1 : -1].log_softmax(dim=-1)
    return log_probs.gather(-1, ids[:, start:, None]).sum().item()


strategies = {
    "greedy": {"do_sample": False},
    "beam": {"do_sample": False, "num_beams": 4},
    "sampling": {"do_sample": True, "top_k": 0},
    "nucleus": {"do_sample": True, "top_k": 0, "top_p": 0.9},
}
scores = {}
for name, options in strategies.items():
    set_seed(0)
    ids = model.generate(**inputs, **length, **options)
    scores[name] = log_probability(ids)
    print(f"{name:9} log-probability {scores[name]:6.1f}")
    print("  My favourite season is", repr(tokenizer.decode(ids[0, start:])))

assert scores["beam"] >= scores["greedy"]
