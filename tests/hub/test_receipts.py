"""The receipts' recipe: what a picture shows is what its row says, and the OCR's models."""

import hashlib
import importlib.util
import io
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib import font_manager
from PIL import Image, ImageFont

from nlpjourney.hub import receipts
from nlpjourney.hub.arrow import dataset_files
from nlpjourney.hub.catalog import Entry

# The one exception to "weights are safetensors": the models in the package of the OCR.
OCR_MODELS = {
    "PP-OCRv6_det_small.onnx": (
        "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f"
    ),
    "PP-OCRv6_rec_small.onnx": (
        "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884"
    ),
    "ch_ppocr_mobile_v2.0_cls_mobile.onnx": (
        "e47acedf663230f8863ff1ab0e64dd2d82b838fceb5957146dab185a89d6215c"
    ),
}


def test_the_models_of_the_ocr_are_the_known_ones() -> None:
    package = importlib.util.find_spec("rapidocr")
    assert package is not None
    assert package.origin is not None
    folder = Path(package.origin).parent / "models"
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.is_file() and path.suffix == ".onnx"
    }
    assert found == OCR_MODELS


def dejavu(name: str, size: int) -> Any:
    file = font_manager.findfont("DejaVu Sans")
    return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)


LAYOUTS = [layout for split in receipts.LAYOUTS.values() for layout in split]


@pytest.mark.parametrize("number", range(len(LAYOUTS)))
def test_each_field_is_drawn_inside_its_box(number: int) -> None:
    row = receipts.draw(LAYOUTS[number], "name", dejavu, random.Random(number))
    truth = json.loads(row["ground_truth"])
    receipt, boxes = truth["gt_parse"], truth["boxes"]
    fields = sorted(box["field"] for box in boxes)
    count = len(receipt["items"])
    assert fields == ["date"] + ["name"] * count + ["price"] * count + ["total"]
    black = ~np.asarray(Image.open(io.BytesIO(row["image"]["bytes"])))
    for box in boxes:
        left, top, right, bottom = box["box"]
        assert 0 <= left < right <= receipts.WIDTH
        assert 0 <= top < bottom <= receipts.LINES * receipts.LINE_HEIGHT
        assert black[top:bottom, left:right].any()


def test_the_total_is_the_sum_of_the_prices() -> None:
    source = random.Random(0)
    for receipt in (receipts.random_receipt(source) for _ in range(50)):
        prices = [round(100 * float(item["price"])) for item in receipt["items"]]
        assert receipts.money(sum(prices)) == receipt["total"]


def test_no_layout_is_in_two_splits() -> None:
    assert len(set(LAYOUTS)) == len(LAYOUTS)


def test_an_equal_seed_draws_equal_bytes() -> None:
    rows = [
        receipts.draw(LAYOUTS[0], "a", dejavu, random.Random("train")) for _ in range(2)
    ]
    assert rows[0] == rows[1]


def test_a_column_of_pictures_is_one_of_the_datasets_library() -> None:
    row = receipts.draw(LAYOUTS[0], "train-1", dejavu, random.Random(0))
    entry = Entry(
        id="acme/receipts",
        kind="dataset",
        files={},
        package="",
        version="",
        download="",
        download_bytes=0,
        download_sha256="",
        recipe="draw receipts",
        license="MIT",
        provenance="",
        differs="",
        rows={"default": 1},
    )
    made = dataset_files(entry, "default", {"train": [row]}, receipts.RECEIPT)
    features = json.loads(made["default/dataset_info.json"])["features"]
    assert features["image"] == {"_type": "Image"}
