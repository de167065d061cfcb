import textwrap

from datasets import Dataset
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM
from trl import GRPOConfig, GRPOTrainer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
sizes = {"hidden_size": 16, "intermediate_size": 16, "num_attention_heads": 2}
config = LlamaConfig(vocab_size=len(tokenizer), num_hidden_layers=1, **sizes)


def one_number(completions, **columns):
    return [1.0]


def no_columns(prompts, completions):
    return [1.0] * len(completions)


def attempt(reward=one_number, **options):
    options = {"num_generations": 4, "per_device_train_batch_size": 4} | options
    trainer = GRPOTrainer(
        model=LlamaForCausalLM(config),
        reward_funcs=reward,
        args=GRPOConfig("out", max_completion_length=4, use_cpu=True, **options),
        train_dataset=Dataset.from_dict({"prompt": ["A color?"]}),
        processing_class=tokenizer,
    )
    trainer.train()


for name, arguments in {
    "6 answers, groups of 4": {"per_device_train_batch_size": 6},
    "an argument of older guides": {"max_prompt_length": 512},
    "one number for 4 answers": {},
    "no **columns": {"reward": no_columns},
}.items():
    try:
        attempt(**arguments)
    except (TypeError, ValueError) as error:
        message = f"{name}: {type(error).__name__}: {error}"
        print(textwrap.fill(message, 84, subsequent_indent="  "))
