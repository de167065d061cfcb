from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint)
messages = [{"role": "user", "content": "What is the capital of France?"}]
inputs = tokenizer.apply_chat_template(
    messages, add_generation_prompt=True, return_tensors="pt"
)
end_of_turn = tokenizer.convert_tokens_to_ids("<|im_end|>")
end_of_text = tokenizer.convert_tokens_to_ids("<|endoftext|>")

for eos_token_id in (end_of_text, [end_of_text, end_of_turn]):
    model.generation_config.eos_token_id = eos_token_id
    output = model.generate(**inputs, max_new_tokens=48, do_sample=False)
    new_tokens = output[0, inputs["input_ids"].shape[-1] :]
    ran_out = len(new_tokens) == 48
    print(f"eos_token_id={eos_token_id}")
    print("  wrote an end of turn:", end_of_turn in new_tokens)
    print("  ran into max_new_tokens:", ran_out)
