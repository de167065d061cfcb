from transformers.utils import get_json_schema


def convert(amount: float, currency: str, round_up: bool = False) -> str:
    """
    Converts an amount in euros to another currency.

    Args:
        amount: The amount in euros
        currency: Its code (choices: ["USD", "JPY"])
        round_up: Whether to round up to whole units
    """
    return f"{amount * {'USD': 2, 'JPY': 100}[currency]} {currency}"


function = get_json_schema(convert)["function"]
print(function["name"], "-", function["description"])
for name, properties in function["parameters"]["properties"].items():
    print(f"  {name}: {properties}")

print("required:", function["parameters"]["required"])
