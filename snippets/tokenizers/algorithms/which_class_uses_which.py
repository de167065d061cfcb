from collections import defaultdict

import transformers

classes = (
    "GPT2Tokenizer RobertaTokenizer WhisperTokenizer LlamaTokenizer GemmaTokenizer "
    "Qwen2Tokenizer NllbTokenizer BertTokenizer DistilBertTokenizer ElectraTokenizer "
    "MPNetTokenizer T5Tokenizer AlbertTokenizer XLNetTokenizer XLMRobertaTokenizer "
    "DebertaV2Tokenizer MBartTokenizer"
)
families = defaultdict(list)
for name in classes.split():
    tokenizer = getattr(transformers, name)()  # untrained: only the machinery
    algorithm = type(tokenizer.backend_tokenizer.model).__name__
    families[algorithm].append(name.removesuffix("Tokenizer"))

for algorithm, names in families.items():
    print(f"{algorithm}: {', '.join(names)}")

for model_id in (
    "sentence-transformers/all-MiniLM-L6-v2",
    "HuggingFaceTB/SmolLM2-135M-Instruct",
):
    tokenizer = transformers.AutoTokenizer.from_pretrained(model_id)
    algorithm = type(tokenizer.backend_tokenizer.model).__name__
    print(f"{model_id}: {algorithm}, {len(tokenizer):,} tokens")
