import torch
from transformers import AutoModel, AutoTokenizer

if torch.cuda.is_available():
    device = torch.device("cuda")
elif torch.backends.mps.is_available():
    device = torch.device("mps")
else:
    device = torch.device("cpu")

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModel.from_pretrained(checkpoint).to(device)

inputs = tokenizer("The same block, any hardware.", return_tensors="pt").to(device)
with torch.no_grad():
    hidden_states = model(**inputs).last_hidden_state

assert hidden_states.device.type == device.type
print("one device:", inputs["input_ids"].device == model.device == hidden_states.device)
print("hidden states:", tuple(hidden_states.shape))
