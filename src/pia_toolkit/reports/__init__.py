"""The last stage: one assessment, written down for people (HTML, XLSX, Markdown) and for machines (JSON)."""
