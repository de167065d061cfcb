import torch
from transformers import (
    AutoConfig,
    AutoModelForMultipleChoice,
    AutoModelForQuestionAnswering,
    AutoModelForSeq2SeqLM,
)
from transformers.pipelines import SUPPORTED_TASKS

reached = {kind for task in SUPPORTED_TASKS.values() for kind in task["pt"]}

for task, kind, family in (
    ("translation, summarization", AutoModelForSeq2SeqLM, "t5"),
    ("answers found in a text", AutoModelForQuestionAnswering, "bert"),
    ("multiple choice", AutoModelForMultipleChoice, "bert"),
):
    with torch.device("meta"):  # shapes without weights
        model = kind.from_config(AutoConfig.for_model(family))
    print(f"{task:27}", kind.__name__, "->", type(model).__name__)
    assert kind not in reached
