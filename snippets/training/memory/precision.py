import tempfile

from transformers import (
    AutoModelForSequenceClassification,
    Trainer,
    TrainingArguments,
)

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
rows = [{"input_ids": [101, 2009, 2573, 102], "labels": 1}]
computed_in = []

for name, dtype, bf16 in (
    ("fp32           ", "float32", False),
    ("fp32, bf16=True", "float32", True),
    ("bf16 weights   ", "bfloat16", False),
):
    model = AutoModelForSequenceClassification.from_pretrained(checkpoint, dtype=dtype)
    model.bert.encoder.layer[0].intermediate.dense.register_forward_hook(
        lambda module, inputs, output: computed_in.append(output.dtype)
    )
    arguments = TrainingArguments(
        tempfile.mkdtemp(),
        bf16=bf16,
        max_steps=1,
        use_cpu=True,
        save_strategy="no",
    )
    trainer = Trainer(model, arguments, train_dataset=rows)
    trainer.log = lambda logs, *_: None
    trainer.train()
    weight = model.classifier.weight
    state = trainer.optimizer.optimizer.state[weight]["exp_avg"]
    dtypes = [computed_in.pop(), weight.dtype, state.dtype]
    dtypes = [str(dtype).removeprefix("torch.") for dtype in dtypes]
    print(
        f"{name}: computes in {dtypes[0]}, weights {dtypes[1]}, optimizer {dtypes[2]}"
    )
    print(f"{'':<17}weights take {model.get_memory_footprint() / 1e6:.1f} MB")
