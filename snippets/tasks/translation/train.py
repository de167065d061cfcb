import numpy as np
import torch
from datasets import load_dataset
from scipy.sparse import csr_array
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.preprocessing import normalize
from tokenizers import (
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)
from transformers import (
    DataCollatorForSeq2Seq,
    M2M100Config,
    M2M100ForConditionalGeneration,
    PreTrainedTokenizerFast,
    PrinterCallback,
    Seq2SeqTrainer,
    Seq2SeqTrainingArguments,
    set_seed,
)

set_seed(0)
pairs = load_dataset("nlpjourney/message-catalogs", "en-fr", split="train")
pairs = pairs.filter(lambda pair: len(pair["en"].split()) <= 12)

# One vocabulary for both languages, and a tag for the target language.
unigram = Tokenizer(models.Unigram())
unigram.normalizer = normalizers.Replace("\u00a0", " ")
unigram.pre_tokenizer = pre_tokenizers.Sequence(
    [pre_tokenizers.Metaspace(), pre_tokenizers.Punctuation()]
)
unigram.decoder = decoders.Metaspace()
special = ["<s>", "<pad>", "</s>", "<unk>", "<fr>"]
unigram.train_from_iterator(
    [*pairs["en"], *pairs["fr"]],
    trainers.UnigramTrainer(
        vocab_size=4000,
        special_tokens=special,
        unk_token="<unk>",
        show_progress=False,
    ),
)
unigram.post_processor = processors.TemplateProcessing(
    single="$A </s>", special_tokens=[("</s>", 2)]
)
tokenizer = PreTrainedTokenizerFast(
    tokenizer_object=unigram,
    eos_token="</s>",
    pad_token="<pad>",
    unk_token="<unk>",
    model_input_names=["input_ids", "attention_mask"],
)


def encode(batch):
    targets = ["<fr>" + text for text in batch["fr"]]
    rows = tokenizer(batch["en"], text_target=targets)
    both = zip(rows["input_ids"], rows["labels"], strict=True)
    return {**rows, "length": [max(len(x), len(y)) for x, y in both]}


data = pairs.map(encode, batched=True, remove_columns=pairs.column_names)

model = M2M100ForConditionalGeneration(
    M2M100Config(
        vocab_size=len(tokenizer),
        d_model=128,
        encoder_layers=1,
        decoder_layers=1,
        encoder_ffn_dim=512,
        decoder_ffn_dim=512,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        encoder_layerdrop=0.0,
        decoder_layerdrop=0.0,
        dropout=0.0,
        attention_dropout=0.0,
        init_std=128**-0.5,  # the default, 0.02, is for 1,024 dimensions
        max_position_embeddings=256,
    )
)

# Tokens that occur in the same pairs begin as neighbors: latent semantic analysis.
seen = [{*x, *y} for x, y in zip(data["input_ids"], data["labels"], strict=True)]
rows = np.repeat(np.arange(len(seen)), [len(tokens) for tokens in seen])
columns = [token for tokens in seen for token in sorted(tokens)]
counts = csr_array((np.ones(len(rows)), (columns, rows)), (len(tokenizer), len(seen)))
weighted = TfidfTransformer().fit_transform(counts.T.tocsr()).T
vectors = TruncatedSVD(129, random_state=0).fit_transform(weighted)[:, 1:]
with torch.no_grad():
    model.get_input_embeddings().weight.copy_(torch.tensor(normalize(vectors)))
    for layer in model.get_decoder().layers:  # attention begins by copying
        for linear in (layer.encoder_attn.v_proj, layer.encoder_attn.out_proj):
            linear.weight.mul_(0.2).add_(torch.eye(128))

model.generation_config.update(
    forced_bos_token_id=tokenizer.convert_tokens_to_ids("<fr>"),
    no_repeat_ngram_size=2,
    max_new_tokens=40,
)
trainer = Seq2SeqTrainer(
    model=model,
    args=Seq2SeqTrainingArguments(
        output_dir="out",
        max_steps=900,
        per_device_train_batch_size=32,
        learning_rate=3e-3,
        lr_scheduler_type="cosine",
        warmup_steps=0.1,
        adam_beta2=0.98,
        train_sampling_strategy="group_by_length",
        logging_steps=300,
        use_cpu=True,
        save_strategy="no",
        disable_tqdm=True,
    ),
    train_dataset=data,
    data_collator=DataCollatorForSeq2Seq(tokenizer, model=model),
    processing_class=tokenizer,
)
trainer.remove_callback(PrinterCallback)
trainer.train()
trainer.save_model("messages-en-fr")

print(f"{len(pairs)} pairs, {model.num_parameters():,} parameters")
print("step  loss")
for log in trainer.state.log_history:
    if "loss" in log:
        print(f"{log['step']:>4}  {log['loss']:.2f}")
