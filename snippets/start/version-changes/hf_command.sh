for command in huggingface-cli transformers-cli; do
    if command -v $command > /dev/null; then
        echo "$command is installed"
    else
        echo "$command: command not found"
    fi
done

hf version | grep -o 'version: .*'
hf auth --help | grep -oE '^  (login|logout|whoami)' | sort | xargs echo "hf auth:"
transformers version
