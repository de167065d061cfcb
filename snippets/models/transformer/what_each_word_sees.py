import torch
from transformers import AutoModel, AutoTokenizer

checkpoints = {
    "encoder": "sentence-transformers/all-MiniLM-L6-v2",
    "decoder": "HuggingFaceTB/SmolLM2-135M-Instruct",
}
sentences = ["The mouse was hungry", "The mouse was wireless"]
words = ["The", "mouse", "was", "hungry/wireless"]
for kind, checkpoint in checkpoints.items():
    tokenizer = AutoTokenizer.from_pretrained(checkpoint)
    model = AutoModel.from_pretrained(
        checkpoint, dtype=torch.float32, attn_implementation="eager"
    )
    inputs = tokenizer(sentences, add_special_tokens=False, return_tensors="pt")
    with torch.no_grad():
        outputs = model(**inputs, output_attentions=True)
    similarity = torch.cosine_similarity(*outputs.last_hidden_state, dim=-1)
    visible = (outputs.attentions[0][0, 0] > 0).int()  # (query, key)
    for position, word in enumerate(words):
        row, cosine = visible[position].tolist(), similarity[position]
        print(f"{kind} {word:15} attends to {row}, cosine {cosine:.2f}")
