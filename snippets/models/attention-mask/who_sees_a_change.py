import torch
from transformers import AutoModel, AutoTokenizer

encoder, decoder = (
    "sentence-transformers/all-MiniLM-L6-v2",
    "HuggingFaceTB/SmolLM2-135M-Instruct",
)
for kind, checkpoint in {"encoder": encoder, "decoder": decoder}.items():
    tokenizer = AutoTokenizer.from_pretrained(checkpoint)
    model = AutoModel.from_pretrained(checkpoint, dtype=torch.float32)
    texts = ["I took it to the bank", "I took it to the river"]
    batch = tokenizer(texts, add_special_tokens=False, return_tensors="pt")
    assert (batch["input_ids"][0] != batch["input_ids"][1]).tolist() == [False] * 5 + [
        True
    ]

    with torch.no_grad():
        states = model(**batch).last_hidden_state  # (2, 6, hidden_size)
    changed = (states[0] - states[1]).abs().amax(dim=-1) > 1e-3
    print(
        kind,
        "positions that noticed the last word:",
        changed.nonzero().flatten().tolist(),
    )
