pytest_plugins = ["nlpjourney.collector"]
