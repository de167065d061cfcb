from datasets import Dataset
from transformers import AutoTokenizer
from trl import SFTConfig, SFTTrainer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
input_ids = tokenizer("France: Paris")["input_ids"]  # three tokens
rows = Dataset.from_list([{"input_ids": input_ids, "completion_mask": [0, 0, 1]}])

for completion_only_loss in (None, True):
    trainer = SFTTrainer(
        model=checkpoint,
        args=SFTConfig("out", use_cpu=True, completion_only_loss=completion_only_loss),
        train_dataset=rows,
    )
    row = trainer.train_dataset[0]
    learned = [token for token in row["labels"] if token != -100]
    print(f"completion_only_loss={completion_only_loss}")
    print("  read: ", repr(tokenizer.decode(row["input_ids"])))
    print("  learn:", repr(tokenizer.decode(learned)))
