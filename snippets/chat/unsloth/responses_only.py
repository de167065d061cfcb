from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
messages = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "Hi"},
    {"role": "assistant", "content": "Hello!"},
    {"role": "user", "content": "Bye"},
    {"role": "assistant", "content": "Ciao!"},
]
ids = tokenizer.apply_chat_template(messages)["input_ids"]


def responses_only(ids, instruction_part, response_part):
    """Labels that keep what follows the response's marker, up to the next question."""
    question = tokenizer(instruction_part)["input_ids"]
    answer = tokenizer(response_part)["input_ids"]
    labels, inside = [-100] * len(ids), False
    for i in range(len(ids)):
        if ids[i : i + len(question)] == question:
            inside = False
        if inside:
            labels[i] = ids[i]
        if ids[: i + 1][-len(answer) :] == answer:
            inside = True
    return labels


user, assistant = "<|im_start|>user\n", "<|im_start|>assistant\n"
for markers in ((user, assistant), (user, "<|assistant|>\n")):
    kept = [label for label in responses_only(ids, *markers) if label != -100]
    print(
        f"{markers[1]!r}: loss on {len(kept)} of {len(ids)} tokens: {tokenizer.decode(kept)!r}"
    )
