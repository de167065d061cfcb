from huggingface_hub import ModelCard
from transformers import AutoConfig

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"

about = ModelCard.load(checkpoint).data  # README.md: written by its author
print("library: ", about.library_name, " task:", about.pipeline_tag)
print("license: ", about.license, " language:", about.language)
print("trained on", len(about.datasets), "data sets, for instance", about.datasets[1])

config = AutoConfig.from_pretrained(checkpoint)  # config.json: by save_pretrained
print("family:  ", config.model_type, " class:", *config.architectures)
print("size:    ", config.num_hidden_layers, "layers of", config.hidden_size)
print("vocabulary:", config.vocab_size, " positions:", config.max_position_embeddings)
