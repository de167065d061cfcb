from transformers import (
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
    names = {
        config.model_type: model.__name__
        for config, model in kind._model_mapping.items()
    }
    print(f"{task:27}", kind.__name__, "->", names[family])
    assert kind not in reached
