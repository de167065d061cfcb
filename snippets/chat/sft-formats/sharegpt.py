from datasets import Dataset
from trl import SFTConfig, SFTTrainer

turns = [
    {"from": "human", "value": "Capital of France?"},
    {"from": "gpt", "value": "It is Paris."},
]
sharegpt = Dataset.from_list([{"conversations": turns}])
names = {"human": "user", "gpt": "assistant"}


def to_messages(example):
    messages = [
        {"role": names[turn["from"]], "content": turn["value"]}
        for turn in example["conversations"]
    ]
    return {"messages": messages}


renamed = sharegpt.map(to_messages, remove_columns="conversations")
for title, dataset in (("as it is", sharegpt), ("roles renamed", renamed)):
    trainer = SFTTrainer(
        model="HuggingFaceTB/SmolLM2-135M-Instruct",
        args=SFTConfig(output_dir="out", use_cpu=True),
        train_dataset=dataset,
    )
    text = trainer.processing_class.decode(trainer.train_dataset[0]["input_ids"])
    print(f"{title}:", repr(text[-87:]))
