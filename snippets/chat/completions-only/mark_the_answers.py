from datasets import Dataset
from transformers import AutoTokenizer
from trl import SFTConfig, SFTTrainer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
words = ("Hi", "Hello!", "Bye", "Ciao!")
roles = ("user", "assistant", "user", "assistant")
messages = [{"role": r, "content": w} for r, w in zip(roles, words, strict=True)]
marked = tokenizer.chat_template.replace(
    " + message['content'] + '<|im_end|>' + '\n'}}",
    "}}{% set words = message['content'] + '<|im_end|>' %}"
    "{% if message['role'] == 'assistant' %}"
    "{% generation %}{{ words }}{% endgeneration %}"
    "{% else %}{{ words }}{% endif %}{{ '\n' }}",
)
texts = set()
for name, template in {"its own": tokenizer.chat_template, "marked": marked}.items():
    row = tokenizer.apply_chat_template(
        messages, chat_template=template, return_assistant_tokens_mask=True
    )
    texts.add(tokenizer.decode(row["input_ids"]))
    mask = row["assistant_masks"]
    print(f"{name} template: {sum(mask)} of {len(mask)} tokens are the assistant's")

print("distinct texts:", len(texts))
tokenizer.chat_template = marked
formats = {
    "messages": {"messages": messages},
    "pair": {"prompt": messages[:-1], "completion": messages[-1:]},
}
for name, row in formats.items():
    trainer = SFTTrainer(
        checkpoint,
        args=SFTConfig("out", use_cpu=True, assistant_only_loss=name == "messages"),
        train_dataset=Dataset.from_list([row]),
        processing_class=tokenizer,
    )
    labels = [label for label in trainer.train_dataset[0]["labels"] if label != -100]
    print(f"{name} train {tokenizer.decode(labels)!r}")
