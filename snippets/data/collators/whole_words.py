import torch
from datasets import load_dataset
from transformers import AutoTokenizer, DataCollatorForLanguageModeling

SIZE = 64
tokenizer = AutoTokenizer.from_pretrained("sentence-transformers/all-MiniLM-L6-v2")
tweets = load_dataset("nlpjourney/rated-sentences", "tweets", split="train[:400]")


def chunk(batch):  # one long row of tokens, cut into pieces of equal length
    encoded = tokenizer(
        batch["text"], add_special_tokens=False, return_offsets_mapping=True
    )
    joined = {
        name: [token for row in encoded[name] for token in row]
        for name in ("input_ids", "attention_mask", "offset_mapping")
    }
    end = len(joined["input_ids"]) // SIZE * SIZE
    return {
        k: [v[i : i + SIZE] for i in range(0, end, SIZE)] for k, v in joined.items()
    }


chunks = tweets.map(chunk, batched=True, remove_columns=tweets.column_names)
print(len(tweets), "texts became", len(chunks), "chunks of", SIZE)

options = {"mlm_probability": 0.15, "mask_replace_prob": 1, "random_replace_prob": 0}
for whole in (False, True):
    collator = DataCollatorForLanguageModeling(
        tokenizer, whole_word_mask=whole, seed=0, **options
    )
    masked = collator([dict(row) for row in chunks])["labels"] != -100
    offsets = torch.tensor(chunks["offset_mapping"][:])
    goes_on = offsets[:, 1:, 0] == offsets[:, :-1, 1]  # touches the token before
    cut = (masked[:, 1:] != masked[:, :-1])[goes_on].float().mean()
    assert not (whole and cut)
    share = masked.float().mean()
    print(f"whole_word_mask={whole}: tokens masked {share:.2f},", end=" ")
    print(f"boundaries inside words that are cut {cut:.2f}")
