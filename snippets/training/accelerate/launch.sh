cat > train.py <<'END'
from accelerate import Accelerator


def main():
    accelerator = Accelerator()
    if accelerator.is_main_process:
        print("    processes:", accelerator.num_processes)
    accelerator.end_training()


if __name__ == "__main__":
    main()
END

echo "accelerate launch --cpu --num_processes 2 train.py"
accelerate launch --cpu --num_processes 2 train.py
echo "debug_launcher(main, num_processes=2)"
python -c "
from accelerate import debug_launcher
from train import main
debug_launcher(main, num_processes=2)"
