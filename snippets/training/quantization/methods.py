import textwrap

from transformers.quantizers.auto import AUTO_QUANTIZATION_CONFIG_MAPPING

configs = AUTO_QUANTIZATION_CONFIG_MAPPING
print(len(configs), "methods that a checkpoint's config can name:")
print(textwrap.fill(", ".join(sorted(configs)), 84, break_on_hyphens=False))
for method in ("gptq", "awq", "hqq", "mxfp4"):
    print(f"{method:<5} -> {configs[method].__name__}")
