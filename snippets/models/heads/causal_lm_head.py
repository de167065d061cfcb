import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint)

inputs = tokenizer("The capital of France is", return_tensors="pt")
with torch.no_grad():
    hidden_states = model.base_model(**inputs).last_hidden_state
    logits = model(**inputs).logits  # (batch_size, sequence_length, vocab_size)

embeddings = model.get_input_embeddings().weight  # (vocab_size, hidden_size)
print(type(model.base_model).__name__, tuple(hidden_states.shape))
print(type(model).__name__, tuple(logits.shape), logits.dtype)
print("head weight is the embedding matrix:", model.lm_head.weight is embeddings)
print("logits = hidden states @ embeddings.T:", end=" ")
print(torch.equal(logits, torch.nn.functional.linear(hidden_states, embeddings)))
added = model.num_parameters() - model.base_model.num_parameters()
print(f"parameters: {model.num_parameters():,}, of which the head adds {added}")
