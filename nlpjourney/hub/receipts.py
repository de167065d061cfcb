"""Receipts drawn with fonts from packages, and what a reader of each should find in it.

The recipe of a data set of images. A layout says how a shop prints: its font, the order of
the lines, the words, the form of dates and prices. Each layout is in one split.
"""

import io
import json
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path, PurePosixPath
from typing import Any

from nlpjourney.hub.arrow import Columns, Row, dataset_files
from nlpjourney.hub.catalog import Entry

WIDTH, LINES, LINE_HEIGHT = 256, 8, 24  # pixels; a printer feeds whole lines
BASELINE = 19  # pixels below the top of a line
MARGIN = 8
DARK = 128  # a thermal printer has no gray: what is darker is black
FIRST_DAY, DAYS = date(2024, 1, 1), 3 * 365
CENTS = range(50, 1500, 5)
MOST_ITEMS = 3
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
ITEMS = """
Apple Bagel Banana Bread Butter Cheese Coffee Cookie Eggs Honey Juice Lemon
Milk Muffin Onion Pasta Rice Salad Soup Sugar Tea Tomato Water Yogurt
"""
SHOPS = ("Corner Shop", "Daily Foods", "Fresh & Co", "Green Market", "Old Mill")
RECEIPT: Columns = {"image": "image", "layout": "string", "ground_truth": "string"}


@dataclass(frozen=True)
class Layout:
    """How a shop prints.

    ``lines`` are the blocks from top to bottom; ``date``, ``item`` and ``price`` are the
    texts around a value, ``day`` is the form of a date, with the fields of `written`.
    """

    font: str
    size: int
    lines: str
    day: str
    date: str = "{}"
    item: str = "{}"
    price: str = "{}"
    total: str = "TOTAL"
    has_capitals: bool = False
    is_centered: bool = True
    has_dots: bool = False


POINTS, ISO, SLASHES = "{d:02}.{m:02}.{y}", "{y}-{m:02}-{d:02}", "{d:02}/{m:02}/{y}"
WORDS = "{d:02} {month} {y}"
LAYOUTS = {
    "train": (
        Layout("IBMPlexMono-Regular", 18, "shop date items rule total", POINTS),
        Layout(
            "IBMPlexMono-Medium", 17, "shop items rule total date", ISO, total="Total"
        ),
        Layout(
            "IBMPlexMono-Bold",
            18,
            "date shop items total",
            SLASHES,
            price="${}",
            has_capitals=True,
        ),
        Layout(
            "IBMPlexMono-Light",
            17,
            "shop date items total",
            ISO,
            item="1 {}",
            total="AMOUNT",
        ),
        Layout(
            "Caladea-Regular",
            20,
            "shop rule date items total",
            WORDS,
            total="Sum",
            is_centered=False,
        ),
        Layout(
            "Caladea-Bold",
            20,
            "shop date rule items total",
            POINTS,
            date="Date {}",
            total="Total",
        ),
        Layout(
            "SpaceMono-Regular",
            17,
            "date items rule total shop",
            SLASHES,
            total="Sum",
            has_dots=True,
        ),
        Layout(
            "SpaceMono-Bold",
            16,
            "shop items total rule date",
            WORDS,
            date="Date: {}",
            has_capitals=True,
        ),
        Layout(
            "SpaceMono-Regular", 16, "shop rule items total date", ISO, date="Date {}"
        ),
        Layout(
            "HankenGrotesk-Regular",
            19,
            "shop date items rule total",
            ISO,
            price="$ {}",
            total="Total",
        ),
        Layout(
            "HankenGrotesk-Bold",
            18,
            "rule shop items total date",
            POINTS,
            has_capitals=True,
        ),
        Layout(
            "HankenGrotesk-Medium",
            19,
            "date rule items total",
            SLASHES,
            item="{} x1",
            total="Total",
        ),
    ),
    "validation": (
        Layout("DMMono-Regular", 18, "shop date items rule total", ISO, total="To pay"),
        Layout("Lato-Bold", 20, "date rule shop items total", POINTS, item="1x {}"),
    ),
    "test": (
        Layout(
            "IBMPlexMono-SemiBold",
            16,
            "rule shop items rule total date",
            ISO,
            date="Printed {}",
            total="SUM EUR",
        ),
        Layout(
            "Caladea-Italic",
            21,
            "shop date items total",
            POINTS,
            is_centered=False,
            has_dots=True,
        ),
        Layout(
            "Lato-Regular",
            20,
            "shop items total date",
            SLASHES,
            date="Date: {}",
            price="$ {}",
            total="Amount due",
        ),
        Layout(
            "DMMono-Medium",
            17,
            "date shop rule items rule total",
            WORDS,
            total="TO PAY",
            has_capitals=True,
        ),
    ),
}

Fonts = Callable[[str, int], Any]


def draw_receipts(entry: Entry, archive: Path, scratch: Path) -> dict[str, bytes]:
    """Each split as an equal number of receipts of each of its layouts."""
    fonts = font_reader([archive.with_name(part.download) for part in entry.parts()])
    splits = {}
    for split, layouts in LAYOUTS.items():
        source = random.Random(split)
        count = entry.rows[f"default {split}"] // len(layouts)
        splits[split] = [
            draw(layout, f"{split}-{number}", fonts, source)
            for _ in range(count)
            for number, layout in enumerate(layouts, 1)
        ]
    return dataset_files(entry, "default", splits, RECEIPT, citation="")


def font_reader(wheels: list[Path]) -> Fonts:
    """A function that gives a font of the packages by its file's stem and its size."""
    from PIL import ImageFont

    files, opened = {}, {}
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as package:
            for name in package.namelist():
                if name.endswith((".ttf", ".otf")):
                    files[PurePosixPath(name).stem] = package.read(name)

    def font(name: str, size: int) -> Any:
        if (name, size) not in opened:
            basic = ImageFont.Layout.BASIC  # Raqm depends on the system's libraries
            opened[name, size] = ImageFont.truetype(
                io.BytesIO(files[name]), size, layout_engine=basic
            )
        return opened[name, size]

    return font


def random_receipt(source: random.Random) -> dict[str, Any]:
    """What a receipt says, whatever its layout is."""
    day = FIRST_DAY + timedelta(days=source.randrange(DAYS))
    names = source.sample(ITEMS.split(), source.randint(1, MOST_ITEMS))
    cents = [source.choice(CENTS) for _ in names]
    items = [
        {"name": name, "price": money(price)}
        for name, price in zip(names, cents, strict=True)
    ]
    return {"date": day.isoformat(), "items": items, "total": money(sum(cents))}


def money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def written(iso: str, form: str) -> str:
    day = date.fromisoformat(iso)
    month = MONTHS.split()[day.month - 1]
    return form.format(d=day.day, m=day.month, y=day.year, month=month)


def draw(layout: Layout, name: str, fonts: Fonts, source: random.Random) -> Row:
    """A row of the data set: the picture, its layout, and its fields.

    `ground_truth` is JSON: `gt_parse` is what a model should write, `boxes` are the fields'
    places, each (left, top, right, bottom) in pixels.
    """
    from PIL import Image, ImageDraw

    receipt = random_receipt(source)
    font = fonts(layout.font, layout.size)
    picture = Image.new("L", (WIDTH, LINES * LINE_HEIGHT), 255)
    canvas = ImageDraw.Draw(picture)
    left = MARGIN + source.randrange(5)
    right = WIDTH - MARGIN - source.randrange(5)
    boxes: list[Row] = []
    top = 0

    def put(text: str, x: float, anchor: str, field: str = "") -> None:
        at = (x, top + BASELINE)
        canvas.text(at, text, fill=0, font=font, anchor=anchor)
        if field:
            box = canvas.textbbox(at, text, font=font, anchor=anchor)
            boxes.append({"field": field, "box": [round(value) for value in box]})

    def put_alone(text: str, field: str = "") -> None:
        if layout.is_centered:
            put(text, (left + right) // 2, "ms", field)
        else:
            put(text, left, "ls", field)

    def put_pair(text: str, value: str, name: str, field: str) -> None:
        price = layout.price.format(value)
        put(text, left, "ls", name)
        put(price, right, "rs", field)
        if layout.has_dots:
            start, end = left + font.getlength(text), right - font.getlength(price)
            for x in range(int(start) + 6, int(end) - 6, 8):
                y = top + BASELINE
                canvas.rectangle((x, y - 2, x + 1, y - 1), fill=0)

    def cased(text: str) -> str:
        return text.upper() if layout.has_capitals else text

    for block in layout.lines.split():
        if block == "items":
            for item in receipt["items"]:
                text = cased(layout.item.format(item["name"]))
                put_pair(text, item["price"], "name", "price")
                top += LINE_HEIGHT
            continue
        if block == "rule":
            middle = top + LINE_HEIGHT // 2
            canvas.line((left, middle, right, middle), fill=0)
        elif block == "shop":
            put_alone(cased(source.choice(SHOPS)))
        elif block == "date":
            put_alone(layout.date.format(written(receipt["date"], layout.day)), "date")
        else:
            put_pair(layout.total, receipt["total"], "", "total")
        top += LINE_HEIGHT
    return {
        "image": {"bytes": png(picture), "path": None},
        "layout": name,
        "ground_truth": json.dumps({"gt_parse": receipt, "boxes": boxes}),
    }


def png(picture: Any) -> bytes:
    """Black and white, and not compressed: compressed bytes differ between machines."""
    black = picture.point([0] * DARK + [255] * (256 - DARK)).convert("1")
    buffer = io.BytesIO()
    black.save(buffer, "PNG", compress_level=0)
    return buffer.getvalue()
