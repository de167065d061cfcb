from transformers import AutoModelForCausalLM, AutoTokenizer
from trl.chat_template_utils import llama3_chat_template

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
tokenizer.chat_template = llama3_chat_template
messages = [{"role": "user", "content": "Hi"}]


def report(name):
    ids = tokenizer.apply_chat_template(messages)["input_ids"]
    stop = tokenizer("<|eot_id|>")["input_ids"]
    print(f"{name}: {len(ids)} tokens, <|eot_id|> takes {len(stop)},", end=" ")
    print("EOS", tokenizer.eos_token)


report("template only")
names = ["<|start_header_id|>", "<|end_header_id|>"]
tokenizer.add_special_tokens(
    {"eos_token": "<|eot_id|>", "additional_special_tokens": names}
)
report("with its tokens")

model = AutoModelForCausalLM.from_pretrained(checkpoint)
before = model.get_input_embeddings().num_embeddings
model.resize_token_embeddings(len(tokenizer))
model.generation_config.eos_token_id = tokenizer.eos_token_id
print("rows of embeddings:", before, "->", model.get_input_embeddings().num_embeddings)
