import json

import numpy as np
import torch
from datasets import load_dataset
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from torch.nn.utils.rnn import pad_sequence
from transformers import (
    MBartConfig,
    PreTrainedTokenizerFast,
    PrinterCallback,
    Trainer,
    TrainingArguments,
    VisionEncoderDecoderConfig,
    VisionEncoderDecoderModel,
    ViTConfig,
    set_seed,
)

LINE, WIDTH, LINES = 12, 128, 8  # pixels at half the size, lines of a receipt
SIZE = 64


def pixels(image):
    """Half the size, black is 1 and white is -1: (1, height, width)."""
    gray = np.asarray(image.convert("L").reduce(2), dtype=np.float32)
    return torch.tensor(1 - gray / 127.5)[None]


def to_text(receipt):
    items = [f"<name>{i['name']}<price>{i['price']}" for i in receipt["items"]]
    return f"<date>{receipt['date']}{''.join(items)}<total>{receipt['total']}"


def cut(page, truth):
    """The lines of a page that hold fields, each with its part of the text."""
    receipt, texts = truth["gt_parse"], {}
    items = iter(receipt["items"])
    for field, box in [(one["field"], one["box"]) for one in truth["boxes"]]:
        line = (box[1] + box[3]) // 2 // 24
        if field == "name":
            item = next(items)
            texts[line] = f"<name>{item['name']}<price>{item['price']}"
        elif field != "price":
            texts[line] = f"<{field}>{receipt[field]}"
    return [(page[:, line * LINE :][:, :LINE], text) for line, text in texts.items()]


set_seed(0)
receipts = load_dataset("nlpjourney/receipts", split="train").select(range(2880))
truths = [json.loads(text) for text in receipts["ground_truth"]]
pages = [
    (pixels(image), to_text(truth["gt_parse"]))
    for image, truth in zip(receipts["image"], truths, strict=True)
]
lines = [
    line
    for (page, _), truth in zip(pages, truths, strict=True)
    for line in cut(page, truth)
]

# One token for each tag, each digit and each name of an item.
bpe = Tokenizer(models.BPE(unk_token="<unk>"))
bpe.pre_tokenizer = pre_tokenizers.Digits(individual_digits=True)
special = ["<s>", "<pad>", "</s>", "<unk>", "<date>", "<name>", "<price>", "<total>"]
bpe.train_from_iterator(
    [item["name"] + item["price"] for t in truths for item in t["gt_parse"]["items"]]
    + [truth["gt_parse"]["date"] for truth in truths],
    trainers.BpeTrainer(special_tokens=special, vocab_size=300, show_progress=False),
)
tokenizer = PreTrainedTokenizerFast(
    tokenizer_object=bpe,
    bos_token="<s>",
    pad_token="<pad>",
    eos_token="</s>",
    unk_token="<unk>",
)


def make_model(height):
    encoder = ViTConfig(
        image_size=(height, WIDTH),
        patch_size=(LINE, 8),
        num_channels=1,
        hidden_size=SIZE,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=2 * SIZE,
        hidden_dropout_prob=0.0,
        initializer_range=0.1,  # the default, 0.02, is for 768 dimensions
    )
    decoder = MBartConfig(
        vocab_size=len(tokenizer),
        d_model=SIZE,
        decoder_layers=1,
        encoder_layers=1,  # sets the layers of the generation cache; no encoder is built
        decoder_attention_heads=4,
        decoder_ffn_dim=2 * SIZE,
        max_position_embeddings=64,
        dropout=0.0,
        init_std=0.1,
        scale_embedding=False,
        is_decoder=True,
        add_cross_attention=True,
    )
    config = VisionEncoderDecoderConfig.from_encoder_decoder_configs(
        encoder,
        decoder,
        decoder_start_token_id=tokenizer.bos_token_id,
        pad_token_id=tokenizer.pad_token_id,
        eos_token_id=tokenizer.eos_token_id,
    )
    return VisionEncoderDecoderModel(config)


def encode(rows):
    """Pairs of a picture and the ids of its text."""
    pictures, texts = zip(*rows, strict=True)
    ids = tokenizer([text + "</s>" for text in texts]).input_ids
    return list(zip(pictures, map(torch.tensor, ids), strict=True))


def collate(rows):
    pictures, labels = zip(*rows, strict=True)
    return {
        "pixel_values": torch.stack(pictures),
        "labels": pad_sequence(labels, batch_first=True, padding_value=-100),
    }


def train(model, rows, steps, batch_size, learning_rate):
    trainer = Trainer(
        model=model,
        args=TrainingArguments(
            output_dir="out",
            max_steps=steps,
            per_device_train_batch_size=batch_size,
            learning_rate=learning_rate,
            lr_scheduler_type="cosine",
            warmup_steps=0.05,  # a share of all steps
            adam_beta2=0.98,
            weight_decay=0.01,
            logging_steps=steps // 4,
            remove_unused_columns=False,
            use_cpu=True,
            save_strategy="no",
            disable_tqdm=True,
        ),
        train_dataset=rows,
        data_collator=collate,
        processing_class=tokenizer,
    )
    trainer.remove_callback(PrinterCallback)
    trainer.train()
    losses = [log["loss"] for log in trainer.state.log_history if "loss" in log]
    print(f"{len(rows)} rows, loss", *(f"{loss:.2f}" for loss in losses))
    return trainer


# First single lines, then whole receipts: a line's positions are repeated.
reader = make_model(LINE)
train(reader, encode(lines), 2200, 32, 1.5e-3)
model = make_model(LINES * LINE)
weights = reader.state_dict()
name = "encoder.embeddings.position_embeddings"
position = weights[name]
heights = torch.randn(LINES, 1, SIZE) * 0.3
grid = (position[0, 1:] + heights).reshape(1, -1, SIZE)
weights[name] = torch.cat([position[:, :1], grid], dim=1)
model.load_state_dict(weights)
model.generation_config.max_new_tokens = 48
print(f"{model.num_parameters():,} parameters, {len(tokenizer)} tokens")
train(model, encode(pages), 1200, 16, 1.5e-3).save_model("receipt-parser")
