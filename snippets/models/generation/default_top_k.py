import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32)
inputs = tokenizer("My favourite season is", return_tensors="pt")
print("top_k in the checkpoint's generation config:", model.generation_config.top_k)

record = {"output_scores": True, "return_dict_in_generate": True, "max_new_tokens": 1}
for name, options in {"unset": {}, "top_k=0": {"top_k": 0}}.items():
    output = model.generate(**inputs, do_sample=True, **record, **options)
    scores = output.scores[0]  # (1, vocab_size), after all filters
    print(f"{name:8} tokens that can be drawn: {scores.isfinite().sum().item()}")
