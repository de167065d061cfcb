from huggingface_hub import try_to_load_from_cache

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
asked = {
    checkpoint: ["config.json", "model.safetensors", "no-such-file.json"],
    "someone/never-downloaded": ["config.json"],
}
for repository, names in asked.items():
    for name in names:
        found = isinstance(try_to_load_from_cache(repository, name), str)
        print(f"{'here' if found else 'not here':10}{repository}: {name}")
