from transformers import (
    AutoTokenizer,
    BertConfig,
    BertForSequenceClassification,
    Trainer,
    TrainingArguments,
)

tokenizer = AutoTokenizer.from_pretrained("sentence-transformers/all-MiniLM-L6-v2")
config = BertConfig(hidden_size=32, num_hidden_layers=2, num_attention_heads=2)
model = BertForSequenceClassification(config)
args = TrainingArguments("out", use_cpu=True)

try:
    Trainer(model=model, args=args, tokenizer=tokenizer)
except TypeError as error:
    print(f"{type(error).__name__}: {error}")

trainer = Trainer(model=model, args=args, processing_class=tokenizer)
try:
    print(trainer.tokenizer)
except AttributeError as error:
    print(f"{type(error).__name__}: {error}")

print("new:", type(trainer.processing_class).__name__)
print("collator:", type(trainer.data_collator).__name__)
