"""JSON documents, nested as they may be, as flat tables."""
