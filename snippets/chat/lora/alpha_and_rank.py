import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
inputs = tokenizer("Bees make honey, and snow melts in spring.", return_tensors="pt")


def loss_after_three_steps(r, lora_alpha, use_rslora=False):
    torch.manual_seed(0)
    base = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32)
    config = LoraConfig(
        r=r,
        lora_alpha=lora_alpha,
        use_rslora=use_rslora,
        target_modules=["q_proj", "v_proj"],
    )
    model = get_peft_model(base, config)
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=1e-3)
    for _ in range(3):
        model(**inputs, labels=inputs["input_ids"]).loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    with torch.no_grad():
        return model(**inputs, labels=inputs["input_ids"]).loss.item()


print("rank  alpha = 16  alpha = 2 r  alpha = 16, rslora")
for r in (1, 8, 64):
    losses = [loss_after_three_steps(r, 16), loss_after_three_steps(r, 2 * r)]
    losses.append(loss_after_three_steps(r, 16, use_rslora=True))
    print("{:>4}  {:>10.2f}  {:>11.2f}  {:>18.2f}".format(r, *losses))
