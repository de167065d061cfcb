import textwrap

from datasets import Dataset
from transformers import AutoTokenizer
from trl import SFTConfig, SFTTrainer
from trl.chat_template_utils import qwen2_5_chat_template

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
marked = """{% for m in messages %}{{ '<|im_start|>' + m.role + '\n' }}
{%- if m.role == 'assistant' %}
{%- generation %}{{ m.content + '<|im_end|>' }}{% endgeneration %}
{%- else %}{{ m.content + '<|im_end|>' }}{% endif %}{{ '\n' }}{% endfor %}"""
turns = [
    ("user", "Hi"),
    ("assistant", "Hello!"),
    ("user", "Bye"),
    ("assistant", "Ciao!"),
]
messages = [{"role": role, "content": content} for role, content in turns]
dataset = Dataset.from_list([{"messages": messages}])
config = SFTConfig("out", use_cpu=True, assistant_only_loss=True)
templates = {
    "SmolLM2's": tokenizer.chat_template,
    "Qwen2.5's": qwen2_5_chat_template,
    "with markers": marked,
}

for name, template in templates.items():
    tokenizer.chat_template = template
    try:
        trainer = SFTTrainer(
            checkpoint, args=config, train_dataset=dataset, processing_class=tokenizer
        )
    except ValueError as error:
        print(f"{name}: {type(error).__name__}:")
        print(
            textwrap.fill(str(error), 84, initial_indent="  ", subsequent_indent="  ")
        )
        continue
    labels = next(iter(trainer.get_train_dataloader()))["labels"][0]
    print(f"{name}: {tokenizer.decode(labels[labels != -100])!r}")
