from textwrap import shorten

from datasets import Dataset
from transformers import AutoTokenizer
from trl import SFTConfig, SFTTrainer
from trl.chat_template_utils import add_response_schema, qwen3_chat_template

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint, chat_template=qwen3_chat_template)
config = SFTConfig("out", use_cpu=True, assistant_only_loss=True)
dataset = Dataset.from_list([{"messages": [{"role": "user", "content": "7 * 8?"}]}])

attempts = (
    lambda: tokenizer.parse_response("56<|im_end|>"),
    lambda: add_response_schema(tokenizer).parse_response("56<|im_end|>"),
    lambda: SFTTrainer(
        checkpoint, args=config, train_dataset=dataset, processing_class=tokenizer
    ),
)
for attempt in attempts:
    try:
        attempt()
    except (AttributeError, ValueError, RuntimeError) as error:
        message = f"{type(error).__name__}: {error}"
        print(shorten(message, 112, placeholder=" ..."))
