import torch
from transformers import AutoModel, AutoTokenizer

checkpoints = {
    "encoder": "sentence-transformers/all-MiniLM-L6-v2",
    "decoder": "HuggingFaceTB/SmolLM2-135M-Instruct",
}
for kind, checkpoint in checkpoints.items():
    tokenizer = AutoTokenizer.from_pretrained(checkpoint)
    model = AutoModel.from_pretrained(checkpoint, dtype=torch.float32)
    texts = ["I took it to the bank", "I took it to the river"]
    batch = tokenizer(texts, add_special_tokens=False, return_tensors="pt")
    different = batch["input_ids"][0] != batch["input_ids"][1]
    assert different.tolist() == [False] * 5 + [True]
    with torch.no_grad():
        states = model(**batch).last_hidden_state  # (2, 6, hidden_size)
    changed = (states[0] - states[1]).abs().amax(dim=-1) > 1e-3
    noticed = changed.nonzero().flatten().tolist()
    print(kind, "positions that noticed the last word:", noticed)
