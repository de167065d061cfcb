from importlib.metadata import version

packages = (
    "torch",
    "transformers",
    "tokenizers",
    "datasets",
    "trl",
    "peft",
    "accelerate",
    "huggingface_hub",
)
for package in packages:
    pin = version(package).partition("+")[0]  # 2.13.0+cpu, 2.13.0+cu130: one release
    print(f"{package}=={pin}")
