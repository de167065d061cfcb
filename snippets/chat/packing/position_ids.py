import logging

from datasets import Dataset
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM
from trl import SFTConfig, SFTTrainer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
dataset = Dataset.from_dict({"text": ["Snow melts.", "We ran.", "Yes."]})
attention = "sdpa"  # the default
sizes = {"hidden_size": 8, "intermediate_size": 8, "num_attention_heads": 1}
model = LlamaForCausalLM(
    LlamaConfig(
        vocab_size=len(tokenizer),
        num_hidden_layers=1,
        attn_implementation=attention,
        **sizes,
    )
)
warnings = []
handler = logging.Handler()
handler.emit = lambda record: warnings.append(record.getMessage())
logging.getLogger("trl").addHandler(handler)

trainer = SFTTrainer(
    model=model,
    args=SFTConfig("out", packing=True, max_length=16, use_cpu=True),
    train_dataset=dataset,
    processing_class=tokenizer,
)
batch = next(iter(trainer.get_train_dataloader()))
print("tokens:", *(tokenizer.decode(token) for token in batch["input_ids"][0]))
print("position_ids:", batch["position_ids"][0].tolist())
print("starts:      ", batch["cu_seq_lens_q"].tolist())
print("masked labels at:", (batch["labels"][0] == -100).nonzero().flatten().tolist())
print("attention_mask in the batch:", "attention_mask" in batch)
print(f"attention: {attention}, warnings from TRL: {len(warnings)}")
