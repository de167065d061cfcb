"""The site: the MkDocs plugin and everything it adds to the pages."""
