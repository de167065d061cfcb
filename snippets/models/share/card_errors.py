from huggingface_hub import EvalResult, ModelCard, ModelCardData
from yaml import YAMLError

result = EvalResult("text-classification", "glue", "GLUE", "accuracy", 0.9)
try:
    ModelCardData(license="mit", eval_results=[result])
except ValueError as error:
    print(type(error).__name__, str(error).partition(": ")[2])

try:
    card = ModelCard("---\nlicense: mit\nlanguage: [en\n---\nA card.")
except YAMLError as error:
    print(type(error).__name__, str(error).splitlines()[0])
