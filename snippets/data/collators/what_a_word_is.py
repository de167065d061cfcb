from transformers import AutoTokenizer, DataCollatorForLanguageModeling

tokenizer = AutoTokenizer.from_pretrained("sentence-transformers/all-MiniLM-L6-v2")
text = "Unhappily, tokenizers misread it."
row = tokenizer(text, return_offsets_mapping=True, return_special_tokens_mask=True)
print(*tokenizer.tokenize(text))

collator = DataCollatorForLanguageModeling(
    tokenizer,
    whole_word_mask=True,
    mlm_probability=0.5,
    mask_replace_prob=1,
    random_replace_prob=0,
    seed=0,
)
for _ in range(3):
    batch = collator([dict(row)])
    print(tokenizer.decode(batch["input_ids"][0], skip_special_tokens=False))
