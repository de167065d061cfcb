import textwrap

from datasets import Dataset
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM
from trl import SFTConfig, SFTTrainer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
dataset = Dataset.from_dict({"text": ["Bees make honey.", "Snow melts.", "Yes."]})
sizes = {"hidden_size": 8, "intermediate_size": 8, "num_attention_heads": 1}
config = LlamaConfig(vocab_size=len(tokenizer), num_hidden_layers=1, **sizes)

for options in (
    {"packing": True, "max_length": None},
    {"padding_free": True},
    {"padding_free": True, "max_length": None},
):
    print(options)
    try:
        trainer = SFTTrainer(
            model=LlamaForCausalLM(config),
            args=SFTConfig("out", use_cpu=True, **options),
            train_dataset=dataset,
            processing_class=tokenizer,
        )
    except ValueError as error:
        message = f"  {type(error).__name__}: {error}"
        print(textwrap.fill(message, 84, subsequent_indent="    "))
        continue
    batch = next(iter(trainer.get_train_dataloader()))
    print("  input_ids:", tuple(batch["input_ids"].shape), "from", len(dataset), "rows")
