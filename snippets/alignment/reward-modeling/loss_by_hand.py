from datasets import Dataset, load_dataset
from torch.nn.functional import logsigmoid
from transformers import (
    AutoTokenizer,
    LlamaConfig,
    LlamaForSequenceClassification,
    set_seed,
)
from trl import RewardConfig, RewardTrainer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
sizes = {"hidden_size": 64, "intermediate_size": 64, "num_attention_heads": 2}
config = LlamaConfig(vocab_size=len(tokenizer), num_hidden_layers=1, **sizes)
config.num_labels, config.initializer_range = 1, 0.5
config.pad_token_id = tokenizer.pad_token_id
rows = load_dataset("nlpjourney/rated-sentences", "amazon", split="train")
rows = [row for row in rows.shuffle(seed=0) if len(row["text"].split()) <= 9][:8]
pairs = []
for two in zip(rows[::2], rows[1::2], strict=True):
    rejected, chosen = sorted(two, key=lambda row: row["rating"])
    texts = {"chosen": chosen["text"], "rejected": rejected["text"]}
    pairs.append(texts | {"margin": chosen["rating"] - rejected["rating"]})

print("gaps of the ratings:", [round(pair["margin"], 1) for pair in pairs])
for columns in (["chosen", "rejected"], ["chosen", "rejected", "margin"]):
    set_seed(0)  # the same weights both times
    data = Dataset.from_list(pairs).select_columns(columns)
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
    loss = trainer.evaluate()["eval_loss"]
    print(f"by hand {by_hand:.2f}, RewardTrainer {loss:.2f}, columns:", *columns)
