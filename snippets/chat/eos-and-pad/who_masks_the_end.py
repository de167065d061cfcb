from transformers import AutoTokenizer, DataCollatorForLanguageModeling
from trl.trainer.sft_trainer import DataCollatorForLanguageModeling as TrlCollator

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
end = tokenizer.eos_token  # <|im_end|>
texts = ["It is Paris." + end, "The Moon is about 384,000 km away." + end]


def ends_trained(collator):
    batch = collator([{"input_ids": tokenizer(text)["input_ids"]} for text in texts])
    return (batch["labels"] == tokenizer.eos_token_id).sum().item()


for pad_token in (end, "<|endoftext|>"):
    tokenizer.pad_token = pad_token
    transformers_collator = DataCollatorForLanguageModeling(tokenizer, mlm=False)
    trl_collator = TrlCollator(pad_token_id=tokenizer.pad_token_id)
    print(f"pad = {pad_token}, eos = {end}")
    print(
        "  ends trained, transformers' collator:", ends_trained(transformers_collator)
    )
    print("  ends trained, TRL's collator:        ", ends_trained(trl_collator))
