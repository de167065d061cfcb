"""The notebook on RAG reads the rankings that the engine of the site's search gives."""

import csv

from benchmarks import manual_search


def test_the_engine_ranks_chunks() -> None:
    pages = [
        manual_search.page(0, ["Hens", "Feeding"], "Give a hen 120 grams of grain."),
        manual_search.page(1, ["Hens", "Watering"], "Half a liter of water a day."),
        manual_search.page(2, ["Ducks"], "A pond."),
    ]
    assert manual_search.ask(pages, ["how much grain", "watering hens", "cows"]) == [
        [0],
        [1, 0],
        [],
    ]


def test_the_recorded_rankings_are_those_of_the_engine() -> None:
    with manual_search.TABLE.open(encoding="utf-8", newline="") as file:
        header, *recorded = csv.reader(file)
    assert header == ["question", "chunks"]
    assert recorded == manual_search.rows()
