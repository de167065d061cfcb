import torch
import transformers
from transformers import (
    PreTrainedTokenizerFast,
    T5Config,
    T5ForConditionalGeneration,
)

replaced = {
    "SummarizationPipeline": "AutoModelForSeq2SeqLM",
    "TranslationPipeline": "AutoModelForSeq2SeqLM",
    "QuestionAnsweringPipeline": "AutoModelForQuestionAnswering",
    "VisualQuestionAnsweringPipeline": "AutoModelForVisualQuestionAnswering",
}
for gone, stays in replaced.items():
    found = getattr(transformers, gone, "removed")
    print(f"{gone}: {found} -> {getattr(transformers, stays).__name__}")

# The three steps, with an untrained T5: its output is meaningless.
torch.manual_seed(0)
tokenizer = PreTrainedTokenizerFast.from_pretrained(
    "nlpjourney/unigram", pad_token="<pad>"
)
sizes = {"d_model": 32, "d_ff": 64, "num_layers": 2, "num_heads": 2, "d_kv": 16}
config = T5Config(vocab_size=len(tokenizer), decoder_start_token_id=0, **sizes)
model = T5ForConditionalGeneration(config).eval()

inputs = tokenizer(
    ["summarize: a long text", "summarize: another"],
    padding=True,
    truncation=True,
    max_length=512,
    return_tensors="pt",
)
ids = model.generate(**inputs, max_new_tokens=8)
print(tokenizer.batch_decode(ids, skip_special_tokens=True))
