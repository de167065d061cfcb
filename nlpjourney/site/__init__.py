"""What is shown: the plugin for MkDocs and what it adds to the pages."""
