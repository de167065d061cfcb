from pathlib import Path

from huggingface_hub.utils import filter_repo_objects

names = ["model.safetensors", "checkpoint-5/model.safetensors", "training_args.bin"]
names.append(".env")
for name in names:
    Path("run", name).parent.mkdir(parents=True, exist_ok=True)
    Path("run", name).touch()

found = [file for file in Path("run").rglob("*") if file.is_file()]
paths = sorted(file.relative_to("run").as_posix() for file in found)
print("sent: ", *filter_repo_objects(paths))
ignored = ["checkpoint-*/*", "training_args.bin", ".env"]
left = filter_repo_objects(paths, ignore_patterns=ignored)
print("sent with ignore_patterns:", *left)
wanted = ["*.safetensors"]
print("sent with allow_patterns:", *filter_repo_objects(paths, allow_patterns=wanted))
