import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, BitsAndBytesConfig

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
text = "The sun rises in the east and sets in the west, and the moon follows it."
inputs = tokenizer(text, return_tensors="pt")
int8 = BitsAndBytesConfig(load_in_8bit=True)
nf4 = BitsAndBytesConfig(
    load_in_4bit=True,
    bnb_4bit_quant_type="nf4",
    bnb_4bit_compute_dtype=torch.bfloat16,
)
bands = {0.001: "not at all", 0.15: "under 15%", 0.5: "15 to 50%"}
reference = None

for name, config in (("bf16", None), ("8-bit", int8), ("4-bit", nf4)):
    model = AutoModelForCausalLM.from_pretrained(checkpoint, quantization_config=config)
    with torch.no_grad():
        logits = model(**inputs).logits.float()  # (1, sequence_length, vocab_size)
    reference = logits if reference is None else reference
    moved = (logits - reference).norm() / reference.norm()
    layer = model.model.layers[0].mlp.up_proj
    print(f"{name:<6} {model.get_memory_footprint() / 1e6:>6.1f} MB", end="  ")
    print(f"{type(layer).__name__:<12} {layer.weight.dtype!s:<15}", end="  ")
    print("logits move:", next(band for limit, band in bands.items() if moved < limit))

packed = sum(p.numel() for name, p in model.named_parameters() if "proj" in name)
linear = 2 * packed / 1e6  # two 4-bit weights in each byte
print(f"quantized: {linear:.1f} million weights of the linear layers")
tied = model.lm_head.weight.numel() / 1e6
print(f"not quantized: {tied:.1f} million of the embeddings and the head (tied)")
