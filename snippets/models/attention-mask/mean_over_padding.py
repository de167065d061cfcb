import torch
from transformers import AutoModel, AutoTokenizer

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModel.from_pretrained(checkpoint)

sentences = ["We agree.", "The committee could not agree on a date."]
batch = tokenizer(sentences, padding=True, return_tensors="pt")
with torch.no_grad():
    states = model(**batch).last_hidden_state  # (batch_size, sequence_length, 384)
    alone = model(**tokenizer(sentences[0], return_tensors="pt")).last_hidden_state

mask = batch["attention_mask"].unsqueeze(-1)  # (batch_size, sequence_length, 1)

expected = alone.mean(dim=1)[0]
plain = states.mean(dim=1)[0]
weighted = ((states * mask).sum(dim=1) / mask.sum(dim=1))[0]
for name, vector in {"mean of all": plain, "mean under the mask": weighted}.items():
    similarity = torch.cosine_similarity(vector, expected, dim=0).item()
    print(f"{name:19} cosine with the sentence alone: {similarity:.2f}")
