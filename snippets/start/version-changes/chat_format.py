from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM
from trl import clone_chat_template

try:
    from trl import setup_chat_format  # noqa: F401
except ImportError as error:
    print(f"{type(error).__name__}: {str(error).split(' (')[0]}")

chat_checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained("sentence-transformers/all-MiniLM-L6-v2")
config = LlamaConfig(
    vocab_size=len(tokenizer),
    hidden_size=32,
    intermediate_size=64,
    num_hidden_layers=2,
    num_attention_heads=2,
)
model = LlamaForCausalLM(config)

model, tokenizer, added = clone_chat_template(model, tokenizer, chat_checkpoint)
print("new:", "<|im_start|>" in tokenizer.chat_template, len(added), "tokens added")
print("eos:", tokenizer.eos_token, " pad:", tokenizer.pad_token)
print(
    "model stops at eos:",
    model.generation_config.eos_token_id == tokenizer.eos_token_id,
)
