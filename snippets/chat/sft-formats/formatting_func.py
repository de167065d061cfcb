from datasets import Dataset
from trl import SFTConfig, SFTTrainer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
user = {"role": "user", "content": "Translate: chat"}
answer = {"role": "assistant", "content": "cat"}


def to_text(example):
    return f"Question: {example['in']}\nAnswer: {example['out']}"


def prepare(row, **options):
    trainer = SFTTrainer(
        checkpoint,
        args=SFTConfig("out", use_cpu=True, **options),
        train_dataset=Dataset.from_list([row]),
        formatting_func=to_text,
    )
    [prepared] = trainer.train_dataset
    learned = [token for token in prepared["labels"] if token != -100]
    print(*row, "->", repr(trainer.processing_class.decode(learned)[-58:]))


row = {"in": "Translate: chat", "out": "cat"}
prepare(row)
prepare(row | {"messages": [user, answer]})
try:
    prepare(row, completion_only_loss=True)
except ValueError as error:
    print(f"{type(error).__name__}: {str(error).partition(', which')[0]}")
