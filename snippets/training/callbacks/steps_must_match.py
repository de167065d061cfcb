from transformers import TrainingArguments

for chosen in (
    {"eval_strategy": "epoch"},
    {"eval_strategy": "steps", "eval_steps": 10, "save_steps": 25},
    {"eval_strategy": "steps", "eval_steps": 10, "save_steps": 20},
    {"eval_strategy": "epoch", "save_strategy": "best"},
):
    print(*(f"{name}={value!r}" for name, value in chosen.items()))
    try:
        TrainingArguments(
            "run",
            load_best_model_at_end=True,
            metric_for_best_model="accuracy",
            **chosen,
        )
        print("  accepted")
    except ValueError as error:
        print(f"  ValueError: {error}")
