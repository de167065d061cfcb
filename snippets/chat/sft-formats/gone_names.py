import trl

for name in ("setup_chat_format", "DataCollatorForCompletionOnlyLM"):
    try:
        exec(f"from trl import {name}")
    except ImportError as error:
        print("ImportError:", str(error).partition(" (")[0])

print("setup_chat_format               ->", trl.clone_chat_template.__name__)
field = trl.SFTConfig.__dataclass_fields__["completion_only_loss"]
print("DataCollatorForCompletionOnlyLM ->", f"SFTConfig({field.name}=True)")
