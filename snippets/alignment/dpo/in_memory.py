import textwrap

from datasets import Dataset
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM
from trl import DPOConfig, DPOTrainer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
sizes = {"hidden_size": 8, "intermediate_size": 8, "num_attention_heads": 1}
model = LlamaForCausalLM(
    LlamaConfig(vocab_size=len(tokenizer), num_hidden_layers=1, **sizes)
)
row = {"prompt": "A review:", "chosen": " I love it.", "rejected": " It broke."}


def trainer(model, **arguments):
    return DPOTrainer(
        model=model,
        args=DPOConfig("out", use_cpu=True),
        train_dataset=Dataset.from_list([row]),
        processing_class=tokenizer,
        **arguments,
    )


try:
    trainer(model)
except OSError as error:
    first_line = str(error).splitlines()[0]
    message = f"{type(error).__name__}: {first_line}"
    print(textwrap.fill(message, 84, subsequent_indent="  "))

model.save_pretrained("base")
print("from a folder:", type(trainer("base").ref_model).__name__)
copy = LlamaForCausalLM.from_pretrained("base")
print("with ref_model=:", trainer(model, ref_model=copy).ref_model is copy)
