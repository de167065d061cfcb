import torch
import transformers
from transformers import AutoTokenizer, T5Config, T5ForConditionalGeneration

replaced = {
    "SummarizationPipeline": "AutoModelForSeq2SeqLM",
    "TranslationPipeline": "AutoModelForSeq2SeqLM",
    "QuestionAnsweringPipeline": "AutoModelForQuestionAnswering",
    "VisualQuestionAnsweringPipeline": "AutoModelForVisualQuestionAnswering",
}
for gone, stays in replaced.items():
    print(hasattr(transformers, gone), hasattr(transformers, stays), gone, "->", stays)

# The three steps by hand, with a tiny untrained T5 in place of a checkpoint.
torch.manual_seed(0)
tokenizer = AutoTokenizer.from_pretrained("sentence-transformers/all-MiniLM-L6-v2")
size = {"d_model": 32, "d_ff": 64, "num_layers": 2, "num_heads": 2, "d_kv": 16}
start = {"decoder_start_token_id": 0, "vocab_size": len(tokenizer)}
model = T5ForConditionalGeneration(T5Config(**size, **start)).eval()
prompts = ["summarize: a long text", "another"]
inputs = tokenizer(prompts, padding=True, return_tensors="pt")
ids, mask = inputs["input_ids"], inputs["attention_mask"]
ids = model.generate(ids, attention_mask=mask, max_new_tokens=8, min_new_tokens=8)
texts = tokenizer.batch_decode(ids, skip_special_tokens=True)
print("generated ids:", tuple(ids.shape), " texts:", len(texts))
