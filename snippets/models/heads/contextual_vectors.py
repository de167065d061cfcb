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
similarity = torch.cosine_similarity(river_out, money_out, dim=0)

print("'bank' as it enters the model, equal:", torch.equal(river_in, money_in))
print("'bank' as a hidden state, equal:     ", torch.equal(river_out, money_out))
print(f"cosine similarity of the two hidden states: {similarity:.2f}")
