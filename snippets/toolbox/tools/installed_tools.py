from importlib.metadata import PackageNotFoundError, metadata


def license_of(package):
    fields = metadata(package)
    trove = [c for c in fields.get_all("Classifier", []) if c.startswith("License ::")]
    for value in (fields["License-Expression"], fields["License"], *trove):
        if value:
            return value.split(" :: ")[-1]


for package in ("transformers", "tokenizers", "trl", "peft", "vllm", "unsloth"):
    try:
        print(f"{package:12} {metadata(package)['Version']:8} {license_of(package)}")
    except PackageNotFoundError:
        print(f"{package:12} not installed")
