from datasets import Dataset
from trl import SFTConfig, SFTTrainer

pairs = [
    {"prompt": "France:", "completion": " Paris"},
    {"prompt": "France: ", "completion": "Paris"},
    {"prompt": "France:", "completion": "Paris"},
]
trainer = SFTTrainer(
    model="HuggingFaceTB/SmolLM2-135M-Instruct",
    args=SFTConfig(output_dir="out", use_cpu=True),
    train_dataset=Dataset.from_list(pairs),
)
tokenizer = trainer.processing_class
for pair, row in zip(pairs, trainer.train_dataset, strict=True):
    tokens = [tokenizer.decode(token) for token in row["input_ids"]]
    prompt_ids = tokenizer(pair["prompt"])["input_ids"]
    learned = [token for token in row["labels"] if token != -100]
    print(tokens, "learns", repr(tokenizer.decode(learned)))
    print("  at inference:", [tokenizer.decode(token) for token in prompt_ids])
