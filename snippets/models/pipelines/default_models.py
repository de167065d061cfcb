from transformers.pipelines import PIPELINE_REGISTRY

for task in ("sentiment-analysis", "ner", "fill-mask", "text-generation"):
    name, settings, _ = PIPELINE_REGISTRY.check_task(task)
    checkpoint, revision = settings["default"]["model"]
    print(f"{task:19}{checkpoint} at {revision}")
