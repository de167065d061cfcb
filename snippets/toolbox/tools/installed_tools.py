from importlib.metadata import PackageNotFoundError, metadata


def licence(package):
    fields = metadata(package)
    trove = [c for c in fields.get_all("Classifier", []) if c.startswith("License ::")]
    for value in (fields["License-Expression"], fields["License"], *trove):
        if value:
            return value.split(" :: ")[-1]


for package in ("transformers", "tokenizers", "trl", "peft", "vllm", "unsloth"):
    try:
        print(f"{package:12} {metadata(package)['Version']:8} {licence(package)}")
    except PackageNotFoundError:
        print(f"{package:12} not installed")
