from huggingface_hub import ModelCard

allowed = {"apache-2.0", "mit", "bsd-3-clause"}
checkpoints = [
    "sentence-transformers/all-MiniLM-L6-v2",
    "HuggingFaceTB/SmolLM2-135M-Instruct",
]
for checkpoint in checkpoints:
    license = ModelCard.load(checkpoint).data.license
    print(f"{checkpoint:42}{license}  allowed: {license in allowed}")

bare = ModelCard("# A model\n\nWithout metadata.", ignore_metadata_errors=True)
print("no metadata:", bare.data.license, " allowed:", bare.data.license in allowed)
