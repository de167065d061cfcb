from datasets import Dataset
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM
from trl import SFTConfig, SFTTrainer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
user = {"role": "user", "content": "Capital of France?"}
assistant = {"role": "assistant", "content": "It is Paris."}
dataset = Dataset.from_list([{"prompt": [user], "completion": [assistant]}])

for eos_token in (None, "<|im_end|>"):
    tokenizer.eos_token = tokenizer.pad_token = "<|endoftext|>"  # as in a base model
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=8,
        intermediate_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        eos_token_id=tokenizer.eos_token_id,
    )
    trainer = SFTTrainer(
        model=LlamaForCausalLM(config),
        args=SFTConfig("out", use_cpu=True, eos_token=eos_token),
        train_dataset=dataset,
        processing_class=tokenizer,
    )
    labels = next(iter(trainer.get_train_dataloader()))["labels"][0]
    print(f"eos_token={eos_token}")
    print("  learns:  ", repr(tokenizer.decode(labels[labels != -100])))
    stop_ids = trainer.model.generation_config.eos_token_id
    stop_ids = stop_ids if isinstance(stop_ids, list) else [stop_ids]
    print("  stops at:", tokenizer.convert_ids_to_tokens(stop_ids))
