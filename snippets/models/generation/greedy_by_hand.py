import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, set_seed

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32)
inputs = tokenizer("My favourite season is", return_tensors="pt")


@torch.no_grad()
def continue_by_hand(ids, choose, steps=8):
    for _ in range(steps):
        logits = model(ids).logits[:, -1]  # (1, vocab_size): scores of the next token
        ids = torch.cat([ids, choose(logits)], dim=-1)
    return ids


def most_likely(logits):
    return logits.argmax(dim=-1, keepdim=True)


def drawn(logits):
    return torch.multinomial((logits / 0.7).softmax(dim=-1), num_samples=1)


greedy = model.generate(**inputs, max_new_tokens=8, do_sample=False)
by_hand = continue_by_hand(inputs["input_ids"], most_likely)
print("greedy:  ", (greedy == by_hand).sum().item(), "of", greedy.numel(), "ids equal")
set_seed(0)
sampled = model.generate(
    **inputs, max_new_tokens=8, do_sample=True, temperature=0.7, top_k=0
)
set_seed(0)
by_hand = continue_by_hand(inputs["input_ids"], drawn)
print(
    "sampling:", (sampled == by_hand).sum().item(), "of", sampled.numel(), "ids equal"
)
