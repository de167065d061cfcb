from transformers.pipelines import PIPELINE_REGISTRY, get_supported_tasks

aliases = PIPELINE_REGISTRY.task_aliases
tasks = PIPELINE_REGISTRY.supported_tasks
text = [name for name in sorted(tasks) if tasks[name]["type"] == "text"]
for name in text:
    classes = ", ".join(each.__name__ for each in tasks[name]["pt"])
    print(f"{name:26}{classes}")

others = sorted(set(tasks) - set(text))
print("aliases:", *(f"{alias} = {name}" for alias, name in aliases.items()), sep="\n  ")
print(f"and {len(others)} with images, audio or video, for instance {others[1]}")
assert set(get_supported_tasks()) == {*tasks, *aliases}
