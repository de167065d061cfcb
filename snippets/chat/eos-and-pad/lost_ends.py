from datasets import Dataset
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM
from trl import SFTConfig, SFTTrainer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
texts = ["It is Paris.", "The Moon is about 384,000 km away from the Earth."]
dataset = Dataset.from_dict({"text": texts})
sizes = {"hidden_size": 8, "intermediate_size": 8, "num_attention_heads": 1}
config = LlamaConfig(vocab_size=len(tokenizer), num_hidden_layers=1, **sizes)


def rows_with_an_end(rows):
    return sum(tokenizer.eos_token_id in row["input_ids"] for row in rows)


by_hand = dataset.map(lambda row: tokenizer(row["text"]))
print("by hand:                  ", rows_with_an_end(by_hand), "of 2 rows end with eos")
for max_length in (1024, 12):
    trainer = SFTTrainer(
        model=LlamaForCausalLM(config),
        args=SFTConfig("out", use_cpu=True, max_length=max_length),
        train_dataset=dataset,
        processing_class=tokenizer,
    )
    ends = rows_with_an_end(trainer.train_dataset)
    print(f"SFTTrainer, {max_length:>4} tokens: ", ends, "of 2 rows end with eos")
