import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32)
inputs = tokenizer("The old lighthouse keeper opened the door and", return_tensors="pt")
options = {"min_new_tokens": 16, "max_new_tokens": 16, "do_sample": False}
options |= {"output_scores": True, "return_dict_in_generate": True}

for num_beams in (1, 2, 4):
    output = model.generate(**inputs, num_beams=num_beams, **options)
    beams = output.beam_indices if num_beams > 1 else None
    log_probs = model.compute_transition_scores(
        output.sequences, output.scores, beams, normalize_logits=num_beams == 1
    )
    print(f"num_beams={num_beams}  log-probability {log_probs.sum().item():.2f}")
