from transformers import (
    AutoTokenizer,
    BertConfig,
    BertForSequenceClassification,
    Trainer,
    TrainingArguments,
)

tokenizer = AutoTokenizer.from_pretrained("sentence-transformers/all-MiniLM-L6-v2")
config = BertConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2)
model, arguments = BertForSequenceClassification(config), TrainingArguments("run")

without = Trainer(model, arguments).data_collator
print("without:", without.__name__)
padding = Trainer(model, arguments, processing_class=tokenizer).data_collator
print("with:", type(padding).__name__)

ragged = [tokenizer("Great!"), tokenizer("I am not so sure about this one.")]
print("padded to", tuple(padding(ragged)["input_ids"].shape))
try:
    Trainer(model, arguments, tokenizer=tokenizer)
except TypeError as error:
    print(f"{type(error).__name__}: {error}")
