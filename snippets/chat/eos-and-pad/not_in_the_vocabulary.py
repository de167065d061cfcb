from datasets import Dataset
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM
from trl import SFTConfig, SFTTrainer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
config = LlamaConfig(
    vocab_size=len(tokenizer),
    hidden_size=32,
    intermediate_size=64,
    num_hidden_layers=1,
    num_attention_heads=2,
)
rows = Dataset.from_dict({"text": ["Bees make honey."]})

for end in ("<EOS_TOKEN>", "<|im_end|>"):
    try:
        trainer = SFTTrainer(
            LlamaForCausalLM(config),
            SFTConfig("run", use_cpu=True, eos_token=end),
            train_dataset=rows,
            processing_class=tokenizer,
        )
        ids = trainer.train_dataset[0]["input_ids"]
        print(end, "ends each row:", tokenizer.decode(ids))
    except ValueError as error:
        print(f"ValueError: {error}")
