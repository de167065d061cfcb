import torch
from transformers import AutoModel, AutoTokenizer

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModel.from_pretrained(checkpoint)


def vectors_of(word, sentence):
    inputs = tokenizer(sentence, return_tensors="pt")
    position = inputs.tokens().index(word)
    with torch.no_grad():
        embedding = model.get_input_embeddings()(inputs["input_ids"])
        hidden_states = model(**inputs).last_hidden_state
    return embedding[0, position], hidden_states[0, position]


river_in, river_out = vectors_of("bank", "They fished from the bank of the river.")
money_in, money_out = vectors_of("bank", "The bank charges interest on the loan.")
print("'bank' in both sentences, cosine similarity")
for title, river, money in (
    ("as it enters the model", river_in, money_in),
    ("as a hidden state", river_out, money_out),
):
    similarity = torch.cosine_similarity(river, money, dim=0)
    print(f"{title}: {similarity:.2f}")
