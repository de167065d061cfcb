from pathlib import Path

import torch
from accelerate import Accelerator, debug_launcher
from transformers import AutoModelForSequenceClassification, BertConfig, set_seed


def train_and_save():
    accelerator = Accelerator(cpu=True)
    assert accelerator.num_processes == 2
    set_seed(0)
    config = BertConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2)
    model = AutoModelForSequenceClassification.from_config(config)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.1)
    model, optimizer = accelerator.prepare(model, optimizer)
    ids, labels = torch.tensor([[101, 2307, 102]]), torch.tensor([1])
    accelerator.backward(model(input_ids=ids, labels=labels).loss)
    optimizer.step()
    # every process runs these lines
    unwrapped = accelerator.unwrap_model(model)
    unwrapped.save_pretrained(
        "model",
        is_main_process=accelerator.is_main_process,
        state_dict=accelerator.get_state_dict(model),
    )
    accelerator.save_state("state")
    accelerator.wait_for_everyone()  # until the main process has written it
    trained = unwrapped.classifier.bias.clone()
    torch.nn.init.zeros_(unwrapped.classifier.bias)
    accelerator.load_state("state")
    if accelerator.is_main_process:
        for folder in ("model", "state"):
            print(f"{folder}:", *sorted(file.name for file in Path(folder).iterdir()))
        saved = AutoModelForSequenceClassification.from_pretrained("model")
        print("trained bias:    ", *(f"{value:.2f}" for value in trained))
        print("in model:        ", *(f"{value:.2f}" for value in saved.classifier.bias))
        restored = unwrapped.classifier.bias
        print("after load_state:", *(f"{value:.2f}" for value in restored))
    accelerator.end_training()


if __name__ == "__main__":
    debug_launcher(train_and_save, num_processes=2)
