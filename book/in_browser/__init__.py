"""JupyterLite in the site: any chapter runs in the reader's browser."""
