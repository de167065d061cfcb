import trl

try:
    from trl import setup_chat_format
except ImportError as error:
    print("ImportError:", str(error).partition(" (")[0])

try:
    from trl import DataCollatorForCompletionOnlyLM
except ImportError as error:
    print("ImportError:", str(error).partition(" (")[0])

print("setup_chat_format               ->", trl.clone_chat_template.__name__)
config = trl.SFTConfig("out", use_cpu=True, completion_only_loss=True)
option = f"completion_only_loss={config.completion_only_loss}"
print("DataCollatorForCompletionOnlyLM ->", f"SFTConfig({option})")
