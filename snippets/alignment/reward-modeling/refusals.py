import textwrap

from datasets import Dataset
from transformers import AutoTokenizer, LlamaConfig, LlamaForSequenceClassification
from trl import RewardConfig, RewardTrainer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
sizes = {"hidden_size": 8, "intermediate_size": 8, "num_attention_heads": 1}
config = LlamaConfig(vocab_size=len(tokenizer), num_hidden_layers=1, **sizes)
good = {"chosen": ["Great sound."], "rejected": ["It broke."]}
text = {"text": ["Great sound."], "label": [1]}
old = {"input_ids_chosen": [[1, 2]], "input_ids_rejected": [[1, 3]]}


def attempt(num_labels=1, columns=good, **arguments):
    config.num_labels = num_labels
    RewardTrainer(
        model=LlamaForSequenceClassification(config),
        args=RewardConfig("out", use_cpu=True),
        train_dataset=Dataset.from_dict(columns),
        **{"processing_class": tokenizer} | arguments,
    )


problems = {
    "a head with two labels": {"num_labels": 2},
    "a column of labels": {"columns": text},
    "columns of older guides": {"columns": old},
    "an argument of older guides": {"tokenizer": tokenizer},
}
for name, arguments in problems.items():
    try:
        attempt(**arguments)
    except (KeyError, TypeError, ValueError) as error:
        message = f"{name}: {type(error).__name__}: {error}"
        print(textwrap.fill(message, 84, subsequent_indent="  "))
