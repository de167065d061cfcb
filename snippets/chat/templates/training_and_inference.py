from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")


def render(messages, tokenize, prompt=False):
    rendered = tokenizer.apply_chat_template(
        messages, tokenize=tokenize, add_generation_prompt=prompt
    )
    return rendered["input_ids"] if tokenize else rendered


system = {"role": "system", "content": "You are helpful"}
user = {"role": "user", "content": "What's the capital of France?"}
answer = {"role": "assistant", "content": "Paris."}

for tokenize in (False, True):
    trained = render([system, user, answer], tokenize)
    for name, messages in (("same system", [system, user]), ("no system", [user])):
        prompt = render(messages, tokenize, prompt=True)
        matches = trained[: len(prompt)] == prompt
        left = trained[len(prompt) :] if matches else "-"
        print(f"tokenize={tokenize!s:5}  {name:11}  matches={matches!s:5}  {left!r}")
