from datasets import Dataset
from trl import SFTConfig, SFTTrainer

texts = [
    "### Question: Capital of France?\n### Answer: It is Paris.",
    "### Question: Two plus two?\n### Answer: It is four.",
]
response_template = "\n### Answer:"  # what the collator searched for


def split(row):
    prompt, _, completion = row["text"].partition(response_template)
    return {"prompt": prompt + response_template, "completion": completion}


dataset = Dataset.from_dict({"text": texts}).map(split, remove_columns="text")
for packing in (False, True):
    trainer = SFTTrainer(
        model="HuggingFaceTB/SmolLM2-135M-Instruct",
        args=SFTConfig("out", use_cpu=True, packing=packing),
        train_dataset=dataset,
    )
    tokenizer = trainer.processing_class
    print(f"packing={packing}")
    for row in trainer.train_dataset:
        trained = [label for label in row["labels"] if label != -100]
        print(
            f"  {len(trained)} of {len(row['labels'])}: {tokenizer.decode(trained)!r}"
        )
