from datasets import Dataset
from transformers import AutoTokenizer
from trl import SFTConfig, SFTTrainer
from trl.chat_template_utils import qwen3_chat_template

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint, chat_template=qwen3_chat_template)
plain = {"role": "assistant", "content": "56"}
thoughtful = {"role": "assistant", "reasoning_content": "Easy.", "content": "56"}
cases = ((plain, True), (plain, False), (thoughtful, True))
rows = [
    {
        "prompt": [{"role": "user", "content": "7 * 8?"}],
        "completion": [answer],
        "chat_template_kwargs": {"enable_thinking": thinking},
    }
    for answer, thinking in cases
]
config = SFTConfig("out", use_cpu=True)
trainer = SFTTrainer(
    checkpoint,
    args=config,
    train_dataset=Dataset.from_list(rows),
    processing_class=tokenizer,
)
for (answer, thinking), row in zip(cases, trainer.train_dataset, strict=True):
    trained = [label for label in row["labels"] if label != -100]
    thought = answer.get("reasoning_content")
    print(f"thought: {thought}, enable_thinking={thinking}:", end=" ")
    print(repr(tokenizer.decode(trained)))
