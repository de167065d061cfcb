import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32)
inputs = tokenizer("The capital of France is", return_tensors="pt")
paris = tokenizer.convert_tokens_to_ids("ĠParis")
with torch.no_grad():
    states = model(**inputs, output_hidden_states=True).hidden_states
    # the last of them is already normalized
    states = [model.base_model.norm(state) for state in states[:-1]] + [states[-1]]
    print("after layer  guess     ' Paris' is among the best")
    for layer in (0, 20, 24, 27, 28, 30):
        logits = model.lm_head(states[layer][0, -1])  # the position of " is"
        rank = 1 + (logits > logits[paris]).sum().item()
        best = next(n for n in (1, 10, 100, 1_000, 10_000) if rank <= n)
        guess = repr(tokenizer.decode(logits.argmax()))
        print(f"{layer:<11}  {guess:8}  {best:,}")
