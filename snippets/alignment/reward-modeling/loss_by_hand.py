from datasets import Dataset
from torch.nn.functional import logsigmoid
from transformers import (
    AutoTokenizer,
    LlamaConfig,
    LlamaForSequenceClassification,
    set_seed,
)
from trl import RewardConfig, RewardTrainer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
config = LlamaConfig(
    vocab_size=len(tokenizer),
    hidden_size=64,
    intermediate_size=64,
    num_hidden_layers=1,
    num_attention_heads=2,
    num_labels=1,
    initializer_range=0.5,
    pad_token_id=tokenizer.pad_token_id,
)
texts = [("I love it.", "It broke."), ("Great sound!", "Do not buy this, ever.")]
for margins in (None, [2.0, 0.5]):
    set_seed(0)  # the same weights both times
    rows = [{"chosen": a, "rejected": b} for a, b in texts]
    data = Dataset.from_list(rows)
    if margins:
        data = data.add_column("margin", margins)
    trainer = RewardTrainer(
        model=LlamaForSequenceClassification(config),
        args=RewardConfig("out", bf16=False, use_cpu=True),
        train_dataset=data,
        eval_dataset=data,
        processing_class=tokenizer,
    )
    batch = next(iter(trainer.get_eval_dataloader()))
    margin = batch.pop("margin", 0)
    chosen, rejected = trainer.model(**batch).logits[:, 0].chunk(2)
    by_hand = -logsigmoid(chosen - rejected - margin).mean().item()
    print("margin:", margins, " columns:", *trainer.train_dataset.column_names)
    print(
        f"  by hand {by_hand:.2f}, RewardTrainer {trainer.evaluate()['eval_loss']:.2f}"
    )
