from importlib.metadata import version

from packaging.requirements import Requirement
from packaging.version import Version

# What each tool's own metadata asks of the libraries that this site uses.
tools = {
    "vllm 0.33.0": ["transformers>=5.16.1,<5.21.0", "torch==2.14.0"],
    "llmcompressor 0.14.0.1": ["transformers>=5.15.0,<=5.17.0"],
    "ludwig 0.17.10": ["transformers>=5.0", "torch>=2.11"],
    "axolotl 0.21.0": ["transformers==5.20.1", "trl==1.14.1", "datasets==5.0.1"],
    "litgpt 0.5.13": ["huggingface-hub>=0.30,<1.4", "torch>=2.7"],
    "distilabel 1.5.3": ["datasets>=2.16.0"],
    "unsloth 2026.10.9": ["transformers<=5.17.0", "trl<=1.15.0", "datasets<5.0.0"],
    "lorax-client 0.6.3": ["huggingface-hub>=0.12,<1.0"],
}
for tool, lines in tools.items():
    requirements = [Requirement(line) for line in lines]
    refused = [
        f"{requirement.name} {installed}"
        for requirement in requirements
        if (installed := Version(version(requirement.name)).public)
        not in requirement.specifier
    ]
    print(f"{tool:23}", "refuses " + ", ".join(refused) if refused else "fits")
