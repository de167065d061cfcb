import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import (
    DataCollatorForLanguageModeling,
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedTokenizerFast,
    set_seed,
)

sentences = """Bees make honey .
Snow melts when the sun comes out .
Cats sleep most of the day .
Rivers run to the sea .
Old trees give shade and shelter to many birds .
Bread needs flour , water , salt and time .
Children learn by asking the same thing again and again .
Trains were late this morning .""".splitlines()
words = sorted({word for sentence in sentences for word in sentence.split()})
vocab = {token: i for i, token in enumerate(["<pad>", "<eos>", *words])}


def train(pad_token):
    set_seed(0)
    words_to_ids = Tokenizer(models.WordLevel(vocab, unk_token="<pad>"))
    words_to_ids.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=words_to_ids, eos_token="<eos>", pad_token=pad_token
    )
    collator = DataCollatorForLanguageModeling(tokenizer, mlm=False)
    batch = collator([tokenizer(sentence + " <eos>") for sentence in sentences])
    batch.pop("token_type_ids", None)
    config = LlamaConfig(
        vocab_size=len(vocab),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    model = LlamaForCausalLM(config)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    for _ in range(150):
        loss = model(**batch).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    ends = (batch["labels"] == tokenizer.eos_token_id).sum().item()
    return model, batch["input_ids"][:, :2], ends, loss.item()


for pad_token in ("<eos>", "<pad>"):
    model, prompts, ends, loss = train(pad_token)
    output = model.generate(prompts, max_new_tokens=30, do_sample=False)
    stopped = (output[:, 2:] == vocab["<eos>"]).any(dim=1).float().mean()
    print(f"pad = {pad_token}  ends trained: {ends}  last loss: {loss:.2f}")
    print(f"  generations that stop: {stopped:.2f}")
