from datasets import Dataset
from trl import SFTConfig, SFTTrainer

rows = [
    {"prompt": "Judge this film." + " It goes on." * n, "completion": " Dull."}
    for n in (2, 10, 40)
]
for completion_only_loss, max_length in ((True, 64), (False, 64), (True, 256)):
    trainer = SFTTrainer(
        model="HuggingFaceTB/SmolLM2-135M-Instruct",
        args=SFTConfig(
            "out",
            use_cpu=True,
            max_length=max_length,
            completion_only_loss=completion_only_loss,
        ),
        train_dataset=Dataset.from_list(rows),
    )
    tokenizer = trainer.processing_class
    answers = [
        "Dull" in tokenizer.decode([i for i in row["labels"] if i != -100])
        for row in trainer.train_dataset
    ]
    print(f"{completion_only_loss=}, {max_length=}:", end=" ")
    print(f"{len(answers)} rows, {sum(answers)} with an answer to learn")
